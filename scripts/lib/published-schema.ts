import { rules } from "../../rules/index.ts";
import { configSchema } from "../../src/engine/config-schema.ts";
import { presets } from "../../src/engine/presets.ts";
import type { RuleOption } from "../../src/engine/rule.ts";
import { neverSuppressed, suppressionRules } from "../../src/engine/suppression-rules.ts";

/**
 * The schema of the configuration for editors, as JSON: what the program checks, and the ids and options of the rules, which it checks against the rules
 * themselves.
 */
export function publishedSchema(): string {
  const [severity] = configSchema.properties.rules.additionalProperties.anyOf;
  const all = [...rules, ...suppressionRules];
  const properties = Object.fromEntries(
    all.map((rule) => {
      const options = {
        type: "object",
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries(rule.options ?? {}).map(([name, option]) => [name, schemaOf(option)]),
        ),
      };
      const items = [severity, options];
      return [
        rule.id,
        {
          description: rule.summary,
          anyOf: [severity, { type: "array", minItems: 1, maxItems: 2, items, additionalItems: false }],
        },
      ];
    }),
  );
  const ruleSettings = { type: "object", additionalProperties: false, properties };
  const { rules: top, overrides, exemptions, extends: extended, ...others } = configSchema.properties;
  const presetName = { enum: presets };
  const ruleId = { enum: all.map((it) => it.id).filter((it) => !neverSuppressed.has(it)) };
  const schema = {
    ...configSchema,
    definitions: { rules: ruleSettings },
    properties: {
      extends: {
        description: extended.description,
        anyOf: [presetName, { type: "array", minItems: 1, items: presetName }],
      },
      rules: { description: top.description, $ref: "#/definitions/rules" },
      overrides: {
        ...overrides,
        items: {
          ...overrides.items,
          properties: { ...overrides.items.properties, rules: { $ref: "#/definitions/rules" } },
        },
      },
      exemptions: {
        ...exemptions,
        items: {
          ...exemptions.items,
          properties: {
            ...exemptions.items.properties,
            rules: {
              description: exemptions.items.properties.rules.description,
              anyOf: [ruleId, { type: "array", minItems: 1, items: ruleId }],
            },
          },
        },
      },
      ...others,
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function schemaOf({ description, ...option }: RuleOption): object {
  const common = { description, default: option.default };
  switch (option.type) {
    case "integer":
      return {
        ...common,
        type: "integer",
        ...(option.minimum !== undefined && { minimum: option.minimum }),
      };
    case "string[]":
      return { ...common, type: "array", items: { type: "string" } };
    default:
      return { ...common, type: option.type };
  }
}
