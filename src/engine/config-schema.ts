/**
 * JSON Schema (draft-07) of `.ingress-lint.yaml`. A plain object: the validator is compiled from it ahead of time
 * (`scripts/precompile-schemas.mjs`), because compiling costs more start-up time than a whole small lint.
 *
 * Length keywords (`minLength`) are avoided: ajv would make the compiled validator import its run time for them.
 */
const severity = {
  enum: ["off", "info", "warning", "error", false],
  description:
    "off, info, warning or error. A bare YAML 'off' is a boolean to Kubernetes' YAML and means the same.",
} as const;

const filled = { type: "string", pattern: "\\S" } as const;

export const configSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "ingress-lint configuration",
  type: "object",
  additionalProperties: false,
  properties: {
    preset: {
      enum: ["recommended", "strict"],
      description: "The rules that run unless 'rules' says otherwise. Default: recommended.",
    },
    rules: {
      type: "object",
      description: "Rule id to severity, or to [severity, options].",
      additionalProperties: {
        anyOf: [
          severity,
          {
            type: "array",
            minItems: 1,
            maxItems: 2,
            items: [severity, { type: "object" }],
            additionalItems: false,
          },
        ],
      },
    },
    assume: {
      type: "object",
      description: "Facts about the cluster that the linted files do not tell.",
      additionalProperties: false,
      properties: {
        controllerVersion: { ...filled, description: "Version of the ingress controller, such as '1.12.1'." },
        nginxVersion: { ...filled, description: "Version of nginx, such as '1.27.1'." },
        somaxconn: { type: "integer", minimum: 1, description: "net.core.somaxconn of the nodes." },
        pageSize: {
          type: "integer",
          enum: [4096, 8192, 16384, 65536],
          description: "Memory page size in bytes, the default size of nginx buffers. Default: 4096.",
        },
        now: {
          ...filled,
          description:
            "The date that ages of certificates are judged by, such as '2026-01-31' or '2026-01-31T08:00:00Z'. Default: the clock.",
        },
      },
    },
    backends: {
      type: "array",
      description: "What backends do that no manifest tells.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["match", "keepaliveTimeoutSeconds"],
        properties: {
          match: {
            type: "object",
            additionalProperties: false,
            required: ["name"],
            properties: {
              kind: { ...filled, description: "Kind of the backend, such as Deployment or Service." },
              namespace: filled,
              name: filled,
            },
          },
          keepaliveTimeoutSeconds: {
            type: "number",
            minimum: 0,
            description: "How long the application keeps an idle connection open.",
          },
        },
      },
    },
    failOn: {
      enum: ["info", "warning", "error", "never"],
      description: "The least severity that makes the exit status 1. Default: error.",
    },
    requireReason: {
      type: "boolean",
      description: "Whether a comment that suppresses findings needs a reason behind '--'. Default: true.",
    },
    ignore: {
      type: "array",
      items: filled,
      description: "Paths to leave out, in .gitignore form, relative to this file.",
    },
    includePrefixes: {
      type: "object",
      additionalProperties: filled,
      description:
        "Where absolute nginx include paths stand in the linted tree: '/etc/nginx': conf, relative to this file.",
    },
    maxFileSize: {
      anyOf: [{ type: "integer", minimum: 1 }, filled],
      description: "Largest file that is read, in bytes or as '10MB'. Default: 10MB.",
    },
  },
} as const;
