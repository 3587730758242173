import { assumedBalancers } from "../knowledge/load-balancers.ts";

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

const ruleSettings = {
  type: "object",
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
} as const;

const names = (description: string) => ({ type: "array", minItems: 1, items: filled, description }) as const;

const scope = {
  files: names("Paths in .gitignore form, relative to this file."),
  namespaces: names("Namespaces as the manifests write them; '*' stands for any characters."),
  kinds: names("Kinds of objects, such as Ingress; '*' stands for any characters."),
  resources: names(
    "Objects as findings name them, 'Ingress/shop/checkout', or addresses in a Terraform plan; '*' stands for any characters.",
  ),
} as const;

const oneOrMore = { type: ["string", "array"], minItems: 1, items: filled } as const;

export const configSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "ingress-lint configuration",
  type: "object",
  additionalProperties: false,
  properties: {
    extends: {
      ...oneOrMore,
      description:
        "The rules that run unless 'rules' says otherwise: recommended, strict, security, resilience or all, or a list of them. Default: recommended.",
    },
    rules: { ...ruleSettings, description: "Rule id to severity, or to [severity, options]." },
    overrides: {
      type: "array",
      description: "Other settings for a part of what is linted; the last one that fits decides.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["rules"],
        properties: { ...scope, rules: ruleSettings },
      },
    },
    exemptions: {
      type: "array",
      description: "Findings that somebody answers for: they are listed as suppressed, and fail no run.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["rules", "reason"],
        properties: {
          rules: { ...oneOrMore, description: "A rule id, or a list of them." },
          ...scope,
          reason: { ...filled, description: "Why that is all right." },
          owner: { ...filled, description: "Who answers for it." },
          until: { ...filled, description: "The last day on which it holds, such as '2027-01-31'." },
        },
      },
    },
    assume: {
      type: "object",
      description: "Facts about the cluster that the linted files do not tell.",
      additionalProperties: false,
      properties: {
        controllerVersion: { ...filled, description: "Version of the ingress controller, such as '1.12.1'." },
        nginxVersion: { ...filled, description: "Version of nginx, such as '1.27.1'." },
        kernel: {
          type: "string",
          pattern: "^\\d+\\.\\d+",
          description: "Linux release of the nodes, such as '5.15'.",
        },
        loadBalancer: {
          enum: assumedBalancers,
          description: "The load balancer that Services of type LoadBalancer get where they do not say.",
        },
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
    knownAnnotations: {
      type: "array",
      items: filled,
      description:
        "Annotations that something in the cluster reads though no release of the controllers does; '*' stands for any characters.",
    },
    policies: {
      type: "array",
      items: filled,
      description: "Files and folders with policies, relative to this file and below its directory.",
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
