import { describe, expect, test } from "@jest/globals";
import {
  describeForeignPlan,
  detectTerraformJson,
  type ForeignKind,
} from "../../../src/parsers/terraform-plan/kind.ts";
import { planJson } from "../../plan-builder.ts";

const configMap = { address: "kubernetes_config_map.nginx", after: { data: { "proxy-buffer-size": "16k" } } };
const whole = planJson({ resources: [configMap] });

describe("what Terraform writes", () => {
  test.each([
    ["a plan", whole, "whole"],
    ["a plan with a byte order mark", `\ufeff${whole}`, "whole"],
    ["a plan over many lines", JSON.stringify(JSON.parse(whole), null, 2), "whole"],
    ["a plan with nothing to do", '{"format_version":"1.2","planned_values":{"root_module":{}}}', "values"],
    [
      "a redacted plan of HCP Terraform",
      '{"plan_format_version":"1.2","provider_schemas":{},"resource_changes":[]}',
      "redacted",
    ],
    ["a redacted plan without changes", '{"plan_format_version":"1.2","provider_schemas":{}}', "redacted"],
    ["a plan cut to its changes", '{"resource_changes":[]}', "changes"],
    [
      "a plan after a wrapper's command line",
      `[command]/opt/terraform-bin show -json plan.bin\n${whole}\n\n::debug::exited with code 0\n`,
      "whole",
    ],
  ])("%s is a plan", (_, text, form) => {
    expect(detectTerraformJson(text)).toMatchObject({ kind: "plan", form });
  });

  test.each<[ForeignKind, string]>([
    [
      "state",
      '{"format_version":"1.0","terraform_version":"1.9.8","values":{"root_module":{"resources":[]}}}',
    ],
    ["empty-state", '{"format_version":"1.0"}'],
    [
      "state-file",
      '{"version":4,"terraform_version":"1.9.8","serial":3,"lineage":"9e1b","outputs":{},"resources":[]}',
    ],
    [
      "log",
      '{"@level":"info","@message":"Terraform 1.11.4","@module":"terraform.ui","terraform":"1.11.4","type":"version","ui":"1.2"}\n{"@level":"info","@message":"Plan: 1 to add","@module":"terraform.ui","type":"change_summary"}\n',
    ],
    [
      "log",
      '{"@level":"info","@message":"OpenTofu 1.8.0","@module":"tofu.ui","terraform_version":"1.8.0","type":"version"}\n',
    ],
    [
      "schema",
      '{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"resource_changes":{"type":"array"}}}',
    ],
    ["configuration", '{"format_version":"1.0","root_module":{"resources":[]}}'],
    ["other-output", '{"format_version":"1.0","valid":true,"error_count":0,"diagnostics":[]}'],
    ["other-output", '{"format_version":"1.0","provider_schemas":{}}'],
    [
      "plan-text",
      "\nTerraform used the selected providers to generate the following execution plan.\n  ~ update in-place\n",
    ],
    [
      "plan-text",
      '\u001b[1m  # kubernetes_config_map.nginx\u001b[0m will be updated in-place\n  # module.edge.kubernetes_service.web will be created\n  + resource "kubernetes_service" "web" {\n',
    ],
    [
      "plan-text",
      '# kubernetes_config_map.nginx:\nresource "kubernetes_config_map" "nginx" {\n    data = {\n    }\n}\n',
    ],
  ])("%s is told from a plan", (kind, text) => {
    expect(detectTerraformJson(text)).toEqual({ kind });
  });

  test.each([
    ["a Kubernetes object", '{"apiVersion":"v1","kind":"ConfigMap","data":{"format":"1.0"}}'],
    ["an nginx configuration", "events {}\nhttp\n{\n  server { listen 80; }\n}\n"],
    ["a Terraform source", 'resource "kubernetes_config_map" "nginx" {\n  data = {}\n}\n'],
    ["an empty text", ""],
    ["a package file", '{"name":"web","version":"1.0.0"}'],
  ])("%s is none of it", (_, text) => {
    expect(detectTerraformJson(text)).toBeUndefined();
  });

  test("a plan inside a value does not make the file a log", () => {
    const after = { data: { "notes.txt": '{"@module":"terraform.ui"}' } };
    const text = planJson({ resources: [{ ...configMap, after }] });
    expect(detectTerraformJson(text)).toMatchObject({ kind: "plan" });
  });
});

describe("broken JSON", () => {
  test.each([
    ["cut off", whole.slice(0, 200), 200, /the file is cut off|inside a string/],
    ["a comma too many", '{"resource_changes":[1,]}', 23, /no JSON value starts here/],
    ["a missing comma", '{"format_version":"1.2" "resource_changes":[]}', 24, /comma or the closing brace/],
    ["a bare key", '{"format_version":"1.2",resource_changes:[]}', 24, /key in double quotes/],
    ["a bad escape", '{"planned_values":"a\\x"}', 20, /escape/],
    ["a line break in a string", '{"planned_values":"a\nb"}', 20, /control character/],
    ["a missing colon", '{"planned_values" {}}', 18, /colon/],
  ])("%s is placed", (_, text, offset, reason) => {
    const detected = detectTerraformJson(text);
    expect(detected).toMatchObject({ kind: "broken", error: { offset } });
    if (detected?.kind === "broken") expect(detected.error.reason).toMatch(reason);
  });

  test("the reason never shows what the text holds", () => {
    const text = '{"resource_changes":[{"after":{"password":"hunter2-correct-horse}]}';
    const detected = detectTerraformJson(text);
    expect(detected?.kind).toBe("broken");
    expect(JSON.stringify(detected)).not.toContain("hunter2");
  });
});

test("every kind that is no plan has a sentence and a way out", () => {
  const kinds: ForeignKind[] = [
    "plan-file",
    "plan-text",
    "state",
    "empty-state",
    "state-file",
    "log",
    "configuration",
    "other-output",
    "schema",
  ];
  const messages = kinds.map((kind) => describeForeignPlan(kind).message);
  expect(new Set(messages).size).toBe(kinds.length);
  for (const kind of kinds) expect(describeForeignPlan(kind).hint).toContain("terraform show -json");
});
