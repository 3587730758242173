import { describe, expect, test } from "@jest/globals";
import { callsOf, isWritten, PlanConfiguration } from "../../../src/parsers/terraform-plan/configuration.ts";
import { parseTerraformPlan, TerraformPlanError } from "../../../src/parsers/terraform-plan/plan.ts";
import { SourceFile } from "../../../src/text/source-file.ts";
import { plan, planJson } from "../../plan-builder.ts";

const read = (value: object) => parseTerraformPlan(new SourceFile("plan.json", JSON.stringify(value)));
const change = {
  actions: ["create"],
  before: null,
  after: { data: { a: "1" } },
  after_unknown: { id: true },
};

describe("resource changes", () => {
  test("carry what the plan says of an instance", () => {
    const [it] = read({
      format_version: "1.2",
      terraform_version: "1.9.8",
      resource_changes: [
        {
          address: 'module.edge[0].kubernetes_config_map_v1.nginx["blue"]',
          module_address: "module.edge[0]",
          previous_address: "kubernetes_config_map_v1.old",
          mode: "managed",
          type: "kubernetes_config_map_v1",
          name: "nginx",
          index: "blue",
          provider_name: "registry.opentofu.org/hashicorp/kubernetes",
          deposed: "deadbeef",
          action_reason: "replace_by_request",
          change: { ...change, before_sensitive: false, after_sensitive: { data: true } },
        },
      ],
    }).changes;
    expect(it).toMatchObject({
      address: 'module.edge[0].kubernetes_config_map_v1.nginx["blue"]',
      module: "module.edge[0]",
      previousAddress: "kubernetes_config_map_v1.old",
      mode: "managed",
      type: "kubernetes_config_map_v1",
      name: "nginx",
      index: "blue",
      provider: "kubernetes",
      deposed: "deadbeef",
      reason: "replace_by_request",
      actions: ["create"],
      before: undefined,
      after: { data: { a: "1" } },
      afterUnknown: { id: true },
      afterSensitive: { data: true },
    });
  });

  test("hand-cut ones are read with what is left of them", () => {
    const { changes, formatVersion, form } = read({
      resource_changes: [
        {
          address: "module.a.kubernetes_service.web",
          type: "kubernetes_service",
          name: "web",
          change: { after: {} },
        },
        {
          address: "data.kubernetes_service.web",
          type: "kubernetes_service",
          name: "web",
          change: { before: {}, after: {} },
        },
        { type: "kubernetes_service", name: "old", change: { before: {} } },
        { address: "kubernetes_service.none" },
        null,
        "text",
      ],
    });
    expect(form).toBe("changes");
    expect(formatVersion).toBeUndefined();
    expect(changes.map((it) => [it.address, it.module, it.mode, it.actions[0]])).toEqual([
      ["module.a.kubernetes_service.web", "module.a", "managed", "create"],
      ["data.kubernetes_service.web", "", "data", "update"],
      ["kubernetes_service.old", "", "managed", "delete"],
    ]);
  });

  test("short provider names of Terraform 0.12 are the same provider", () => {
    const [it] = read({
      format_version: "0.1",
      resource_changes: [
        {
          address: "kubernetes_service.web",
          type: "kubernetes_service",
          name: "web",
          provider_name: "kubernetes",
          change,
        },
      ],
    }).changes;
    expect(it!.provider).toBe("kubernetes");
  });

  test("deferred changes keep their reason, wildcards are no objects", () => {
    const entry = { address: "kubernetes_service.web", type: "kubernetes_service", name: "web", change };
    const { changes, complete } = read({
      format_version: "1.2",
      complete: false,
      resource_changes: [],
      deferred_changes: [
        { reason: "resource_config_unknown", resource_change: entry },
        { reason: "instance_count_unknown", resource_change: { ...entry, index_unknown: true } },
      ],
    });
    expect(complete).toBe(false);
    expect(changes.map((it) => [it.address, it.deferred])).toEqual([
      ["kubernetes_service.web", "resource_config_unknown"],
    ]);
  });

  test("an errored plan is not complete", () => {
    expect(read({ format_version: "1.2", errored: true, resource_changes: [] })).toMatchObject({
      errored: true,
      complete: false,
    });
    expect(read({ format_version: "1.2", resource_changes: [] })).toMatchObject({
      errored: false,
      complete: true,
    });
  });
});

describe("without resource_changes", () => {
  const resource = (size: string) => ({
    address: "module.a.module.b.kubernetes_config_map.nginx",
    mode: "managed",
    type: "kubernetes_config_map",
    name: "nginx",
    values: { data: { size } },
    sensitive_values: { data: true },
  });
  const tree = (size: string) => ({
    root_module: {
      child_modules: [
        {
          address: "module.a",
          child_modules: [{ address: "module.a.module.b", resources: [resource(size)] }],
        },
      ],
    },
  });

  test("the module trees are compared", () => {
    const { changes, form, marksUnknown } = read({
      format_version: "1.0",
      planned_values: tree("16k"),
      prior_state: { values: tree("8k") },
    });
    expect([form, marksUnknown]).toEqual(["values", false]);
    expect(changes).toMatchObject([
      {
        module: "module.a.module.b",
        actions: ["update"],
        before: { data: { size: "8k" } },
        after: { data: { size: "16k" } },
        afterSensitive: { data: true },
      },
    ]);
  });

  test("what is equal on both sides does not change, what is only in the state goes", () => {
    expect(
      read({ planned_values: tree("8k"), prior_state: { values: tree("8k") } }).changes[0]!.actions,
    ).toEqual(["no-op"]);
    expect(
      read({ planned_values: { root_module: {} }, prior_state: { values: tree("8k") } }).changes[0]!.actions,
    ).toEqual(["delete"]);
  });

  test("both are never read together", () => {
    const { changes } = read({ resource_changes: [], planned_values: tree("16k") });
    expect(changes).toEqual([]);
  });
});

describe("what is no plan", () => {
  test.each([
    ["{}", /not a Terraform plan/],
    ['{"format_version":"1.0"}', /empty state/],
    ['{"@level":"info","@module":"terraform.ui","@message":"x","type":"version"}', /streamed log/],
    ['{"resource_changes":[}', /broken: no JSON value starts here/],
  ])("%s is refused with its own sentence", (text, message) => {
    const run = () => parseTerraformPlan(new SourceFile("plan.json", text));
    expect(run).toThrow(TerraformPlanError);
    expect(run).toThrow(message);
  });

  test("broken JSON has a place", () => {
    try {
      parseTerraformPlan(new SourceFile("plan.json", `${planJson({ resources: [] })}`.slice(0, 60)));
      throw new Error("was accepted");
    } catch (error) {
      expect(error).toBeInstanceOf(TerraformPlanError);
      expect((error as TerraformPlanError).offset).toBe(60);
    }
  });
});

describe("configuration", () => {
  const resources = [
    {
      address: 'module.edge["eu.west"].module.inner[0].kubernetes_service.web',
      after: {},
      expressions: { spec: [{ type: { constant_value: "ClusterIP" } }] },
    },
    { address: "kubernetes_service.root", after: {} },
  ];

  test("finds a block by its module calls, without instance keys", () => {
    const read = plan({ resources });
    const configuration = new PlanConfiguration(read);
    expect(configuration.expressionsOf(read.changes[0]!)).toEqual(resources[0]!.expressions);
    expect(configuration.expressionsOf(read.changes[1]!)).toBeUndefined();
  });

  test("module calls are told from dots and brackets in keys", () => {
    expect(callsOf('module.a["x].module.b"].module.c[0]')).toEqual(["a", "c"]);
    expect(callsOf("")).toEqual([]);
  });

  test("an expression may stand for a whole block, an attribute, or not be there", () => {
    const expressions = {
      spec: [{ container: [{ image: { references: ["var.image"] } }] }],
      data: {},
      list: { references: ["local.all"] },
    };
    const values = { spec: [{ container: [{ image: "a" }] }], list: [1, 2] };
    expect(isWritten(expressions, values, ["spec", 0, "container", 0, "image"])).toBe(true);
    expect(isWritten(expressions, values, ["spec", 0, "container", 0, "resources"])).toBe(false);
    expect(isWritten(expressions, values, ["data"])).toBe(true);
    expect(isWritten(expressions, values, ["data", "key"])).toBe(true);
    expect(isWritten(expressions, values, ["list", 1])).toBe(true);
    expect(isWritten(expressions, values, ["metadata"])).toBe(false);
  });

  test("positions that need not match decide nothing", () => {
    const expressions = { container: [{ name: { constant_value: "web" } }] };
    expect(isWritten(expressions, { container: [{}, {}] }, ["container", 1, "resources"])).toBeUndefined();
    expect(isWritten({}, { container: [{}] }, ["container", 0, "resources"])).toBeUndefined();
  });
});
