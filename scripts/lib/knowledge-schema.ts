const text = { type: "string", minLength: 1 };
const release = { type: "string", pattern: String.raw`^\d+\.\d+\.\d+(-(alpha|beta)\.\d+)?$` };
const releases = { type: "array", items: release, minItems: 1 };
const words = { type: "array", items: text, minItems: 1 };

/** JSON Schema of the rows of src/knowledge/data/*-configmap.ts, *-annotations.ts, *-flags.ts and *-mgmt.ts. */
export const settingsSchema = {
  type: "array",
  minItems: 1,
  items: {
    type: "object",
    additionalProperties: false,
    required: ["name", "type"],
    properties: {
      name: { type: "string", pattern: "^[A-Za-z0-9._/-]+$" },
      fullName: text,
      type: text,
      default: { type: "string" },
      history: {
        type: "array",
        minItems: 2,
        items: {
          type: "array",
          items: [release, { type: "string" }],
          minItems: 2,
          additionalItems: false,
        },
      },
      since: { anyOf: [release, { const: "unreleased" }] },
      last: release,
      removed: release,
      ignoredBy: releases,
      alsoIn: releases,
      deprecated: { const: true },
      replacement: text,
      invalid: text,
      allowed: { anyOf: [text, { type: "array", items: text, minItems: 1 }] },
      ignoresCase: { const: true },
      pattern: { type: "string", format: "regex" },
      patternFlags: { enum: ["i"] },
      patternOn: { enum: ["compact", "trimmed", "items"] },
      noLineBreaks: { const: true },
      meaning: text,
      unit: text,
      minimum: { type: "integer" },
      maximum: { type: "integer" },
      directives: {
        type: "array",
        minItems: 1,
        items: {
          type: "array",
          items: [text, text, text],
          minItems: 2,
          additionalItems: false,
        },
      },
      effect: text,
      risk: { enum: ["Low", "Medium", "High", "Critical"] },
      scope: { enum: ["ingress", "location"] },
      group: text,
      aliasOf: text,
      configMapKey: text,
      globalKey: text,
      requires: text,
      special: { const: true },
      plusOnly: { const: true },
      notes: words,
    },
  },
};

const count = {
  type: "object",
  required: ["min"],
  additionalProperties: false,
  properties: { min: { type: "integer" }, max: { type: "integer" } },
};

/** JSON Schema of the modules of src/knowledge/data/nginx-directives.ts. */
export const directivesSchema = {
  type: "array",
  minItems: 1,
  items: {
    type: "object",
    additionalProperties: false,
    required: ["module", "origin", "directives"],
    properties: {
      module: text,
      origin: { type: "string", pattern: "^(nginx-oss|nginx-plus|nginx-acme|third-party:[a-z0-9-]+)$" },
      build: { type: "string", pattern: "^--with-" },
      directives: {
        type: "array",
        minItems: 1,
        items: {
          type: "array",
          minItems: 6,
          maxItems: 6,
          items: [
            { type: "string", pattern: "^[a-z0-9_]+$" },
            { type: "string", pattern: "^([a-z_-]+( [a-z_-]+)*)?$" },
            { type: "string", pattern: String.raw`^(\d+(-\d*)?|\d+(,\d+)+)?$` },
            text,
            {
              enum: [
                "",
                "error",
                "accumulate",
                "last-wins",
                "first-wins",
                "warn-last-wins",
                "no-op",
                "ignored",
              ],
            },
            {
              type: "object",
              additionalProperties: false,
              properties: {
                since: release,
                default: { type: "string" },
                syntax: text,
                values: words,
                variables: { enum: [true, "no"] },
                flag: { const: true },
                block: { const: true },
                removed: release,
                deprecatedBy: text,
                bounds: { type: "array", items: { type: "integer" }, minItems: 2, maxItems: 2 },
                changes: {
                  type: "array",
                  items: {
                    type: "object",
                    required: ["version", "contexts", "args"],
                    additionalProperties: false,
                    properties: { version: release, contexts: words, args: count },
                  },
                },
                note: text,
                undocumented: { const: true },
                backported: releases,
              },
            },
          ],
        },
      },
    },
  },
};

const rangeEnd = { anyOf: [release, { type: "null" }] };
const ranges = {
  type: "array",
  minItems: 1,
  items: { type: "array", items: [rangeEnd, rangeEnd], minItems: 2, additionalItems: false },
};
const regex = { type: "string", format: "regex" };
const object = (properties: Readonly<Record<string, object>>, required: readonly string[]) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});
const conditions = { type: "array", minItems: 2, items: { $ref: "#/definitions/condition" } };

/** JSON Schema of the rows of src/knowledge/data/advisories.ts. */
export const advisoriesSchema = {
  definitions: {
    condition: {
      oneOf: [
        object({ all: conditions }, ["all"]),
        object({ any: conditions }, ["any"]),
        object({ not: { $ref: "#/definitions/condition" } }, ["not"]),
        object({ always: { const: true } }, ["always"]),
        object({ outside: text }, ["outside"]),
        object(
          {
            directive: { type: "string", pattern: "^[a-z0-9_]+$" },
            args: regex,
            in: { enum: ["http", "stream", "mail"] },
            count: { type: "integer", minimum: 2 },
          },
          ["directive"],
        ),
        object({ argument: regex }, ["argument"]),
        object({ setting: text, is: regex }, ["setting", "is"]),
        object({ annotation: text, is: regex }, ["annotation"]),
        object({ path: regex }, ["path"]),
        object({ image: regex }, ["image"]),
        object(
          {
            check: {
              enum: [
                "alias-and-rewrite",
                "annotations-unvalidated",
                "capture-before-regex-map",
                "question-mark-rewrite",
                "snippets-allowed",
                "webhook-reachable",
              ],
            },
          },
          ["check"],
        ),
      ],
    },
  },
  type: "array",
  minItems: 1,
  items: object(
    {
      id: { type: "string", pattern: String.raw`^CVE-\d{4}-\d{4,}$` },
      of: { enum: ["ingress-nginx", "f5-nic", "nginx"] },
      title: { type: "string", pattern: "^[^.]+[^.]$" },
      severity: { enum: ["critical", "high", "medium", "low"] },
      score: { type: "number", minimum: 0, maximum: 10 },
      affected: ranges,
      when: { $ref: "#/definitions/condition" },
      ingressNginx: { $ref: "#/definitions/condition" },
      f5Nic: { $ref: "#/definitions/condition" },
      module: { enum: ["http_charset", "http_dav", "http_mp4", "http_scgi", "http_v3", "mail"] },
      ingressNginxPatched: ranges,
      openrestyPatched: {
        type: "array",
        minItems: 1,
        items: { type: "string", pattern: String.raw`^\d+(\.\d+){3}$` },
      },
      onlyControllers: { const: true },
      mitigation: { type: "string", pattern: "^[a-z].*[^.]$" },
      source: { type: "string", pattern: "^https://" },
    },
    ["id", "of", "title", "severity", "affected", "when", "source"],
  ),
};
