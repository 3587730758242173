import { expect, test } from "@jest/globals";
import { planSecrets } from "../../../src/model/plan/plan-secrets.ts";
import { type PlanResource, plan } from "../../plan-builder.ts";

const secretsOf = (resource: PlanResource) => [...planSecrets(plan({ resources: [resource] }))].sort();

test.each<[string, PlanResource, string[]]>([
  [
    "what is marked, on both sides, to the leaf",
    {
      address: "aws_lb.edge",
      before: { name: "old-name", tags: { a: "open" } },
      after: { name: "new-name", tags: { a: "hidden", b: "shown" } },
      beforeSensitive: { name: true },
      afterSensitive: { tags: { a: true } },
    },
    ["hidden", "old-name"],
  ],
  [
    "all of a Secret",
    {
      address: "kubernetes_secret_v1.tls",
      after: { metadata: [{ name: "certificate" }], data: { "tls.key": "private" } },
    },
    ["private"],
  ],
  [
    "the parts of a text, but not what its objects are called",
    {
      address: "kubectl_manifest.edge",
      after: { yaml_body: "kind: ConfigMap\nmetadata: { name: settings }\ndata: { key: hidden-value }\n" },
      afterSensitive: { yaml_body: true },
    },
    [
      "data: { key: hidden-value }",
      "hidden-value",
      "kind: ConfigMap",
      "kind: ConfigMap\nmetadata: { name: settings }\ndata: { key: hidden-value }",
      "metadata: { name: settings }",
    ],
  ],
  [
    "no text whose harmless copy is known",
    {
      address: "kubectl_manifest.edge",
      after: { yaml_body: "data: { key: hidden-value }", yaml_body_parsed: "data: { key: hidden-value }" },
      afterSensitive: { yaml_body: true },
    },
    [],
  ],
  [
    "set_sensitive without any mark",
    {
      address: "helm_release.edge",
      after: { set_sensitive: [{ name: "controller.config.key", value: "hunter2" }] },
    },
    ["hunter2"],
  ],
  [
    "no numbers, switches and short words: they stand in every sentence",
    {
      address: "aws_lb.edge",
      after: { idle: "300", size: "128k", flag: "false", word: "http", count: 12_345 },
      afterSensitive: { idle: true, size: true, flag: true, word: true, count: true },
    },
    [],
  ],
])("%s", (_, resource, expected) => {
  expect(secretsOf(resource)).toEqual(expected);
});
