import type { LintResult, Location, Result } from "../../src/engine/finding.ts";
import type { Rule } from "../../src/engine/rule.ts";
import type { ReportContext } from "../../src/reporters/reporter.ts";
import { SourceFile } from "../../src/text/source-file.ts";

const configmap = new SourceFile(
  "manifests/configmap.yaml",
  `apiVersion: v1
kind: ConfigMap
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
data:
  # grown after the incident
  proxy-buffers-number: "4"
  proxy-buffer-size: "128k"
`,
);
const nginx = new SourceFile(
  "edge/nginx.conf",
  "http {\n\tupstream checkout {\n\t\tkeepalive 32;\n\t\tserver 10.0.0.7:8080;\n\t}\n\tserver {\n\t\tlisten 443 ssl backlog=511;\n\t}\n}\n",
);
const plan = new SourceFile(
  "plan.json",
  '{"resource_changes":[{"address":"kubernetes_deployment.checkout","password":"s3cret-of-the-plan"}]}\n',
);

/** The place of the first occurrence of a text. */
export function placeOf(file: SourceFile, text: string, more: Partial<Location> = {}): Location {
  const start = file.text.indexOf(text);
  if (start === -1) throw new Error(`'${text}' is not in ${file.path}`);
  const span = { start, end: start + text.length };
  const from = file.positionAt(span.start);
  const to = file.positionAt(span.end);
  return {
    path: file.path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    file,
    span,
    resource: undefined,
    attribute: undefined,
    ...more,
  };
}

function rule(id: string, more: Partial<Rule>): Rule {
  return {
    id,
    category: "buffers",
    subject: "nginx",
    severity: "error",
    preset: "recommended",
    summary: `Summary of ${id}.`,
    why: "Workers answer with 502 until the value is put back.",
    references: ["https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffer_size"],
    lessons: [1],
    check: () => [],
    ...more,
  };
}

export const rules: readonly Rule[] = [
  rule("emptydir-size-limit", { category: "storage", subject: "workload", severity: "warning" }),
  rule("listen-backlog", { category: "capacity", severity: "info", preset: "strict", references: [] }),
  rule("proxy-buffer-symmetry", { securitySeverity: 7.5 }),
  rule("upstream-keepalive-order", { category: "keepalive", severity: "warning" }),
];

/** One finding of each kind: errors and less, related places, a fix, several lines, with and without a resource. */
export const sample: LintResult = {
  results: [
    {
      ruleId: "listen-backlog",
      severity: "info",
      message: "Listener '443' asks for a backlog of 511, the kernel grants 128.",
      help: "Set 'net.core.somaxconn' to 511 or more, or lower the backlog.",
      at: placeOf(nginx, "listen 443 ssl backlog=511;"),
      related: [],
      fix: undefined,
      fingerprint: "1111aaaa",
    },
    {
      ruleId: "upstream-keepalive-order",
      severity: "warning",
      message: "Directive 'keepalive 32' stands before the servers of upstream 'checkout'.",
      help: "Move 'keepalive' behind the last 'server'.",
      at: placeOf(nginx, "upstream checkout {\n\t\tkeepalive 32;"),
      related: [],
      fix: {
        description: "Move 'keepalive 32;' behind the servers.",
        safety: "safe",
        edits: [
          { file: nginx, span: spanOf(nginx, "\t\tkeepalive 32;\n"), text: "" },
          { file: nginx, span: spanOf(nginx, "\t}\n", 0), text: "\t\tkeepalive 32;\n" },
        ],
      },
      fingerprint: "2222bbbb",
      baselineState: "unchanged",
    },
    {
      ruleId: "proxy-buffer-symmetry",
      severity: "error",
      message:
        "Busy buffers of 256k reach 'proxy_buffers' 4 128k minus one buffer; nginx refuses the configuration of Ingress 'shop/checkout'.",
      help: "Set 'proxy-buffers-number' to 8, or put 'proxy-buffer-size' back to '8k'.",
      at: placeOf(configmap, 'proxy-buffer-size: "128k"', {
        resource: "ConfigMap/ingress-nginx/ingress-nginx-controller",
        attribute: 'data["proxy-buffer-size"]',
      }),
      related: [
        {
          at: placeOf(configmap, 'proxy-buffers-number: "4"', {
            resource: "ConfigMap/ingress-nginx/ingress-nginx-controller",
          }),
          message: "The number of buffers is decided here.",
        },
      ],
      fix: undefined,
      fingerprint: "3333cccc",
      baselineState: "new",
    },
    {
      ruleId: "proxy-buffer-symmetry",
      severity: "error",
      message: "Buffer size is 100 % of the limit, which is 8k: one page, no more.",
      help: "Set 'proxy_buffer_size' to 4k.",
      at: placeOf(configmap, "namespace: ingress-nginx"),
      related: [],
      fix: undefined,
      fingerprint: "4444dddd",
    },
    {
      ruleId: "emptydir-size-limit",
      severity: "warning",
      message: "Volume 'logs' of Deployment 'shop/checkout' has no size limit.",
      help: "Set 'size_limit' of the volume.",
      at: placeOf(plan, '{"address":"kubernetes_deployment.checkout","password":"s3cret-of-the-plan"}', {
        resource: "module.shop.kubernetes_deployment.checkout",
      }),
      related: [],
      fix: undefined,
      fingerprint: "5555eeee",
      baselineState: "absent",
    },
  ],
  problems: [
    {
      path: "manifests/broken.yaml",
      message: "could not be parsed: bad indentation of a mapping entry",
      line: 3,
      column: 1,
    },
    { path: "private/", message: "could not be read: permission denied" },
    { path: "", message: "rule 'log-volume' failed, which is a bug in ingress-lint: x is undefined" },
  ],
  coverage: {
    files: 14,
    resources: 37,
    nginxConfigs: 3,
    skipped: [
      { path: "charts/edge/templates/ingress.yaml", reason: "Helm template" },
      { path: "dumps/access.json", reason: "over 10 MB" },
    ],
    unknownValues: 3,
    notes: ["helm_release.edge: 'controller.extraInitContainers' is seen by no rule"],
  },
  redact: (text: string) => text,
  compared: true,
  effectiveChanges: () => [
    {
      title: "ingress-nginx v1.12.1: Deployment 'edge/controller'",
      groups: [
        {
          scopes: ["_  location /", "shop.example.com  location /cart"],
          lines: ["~ proxy_buffer_size  4k → 16k", "+ proxy_read_timeout  90s"],
        },
      ],
    },
  ],
  controllers: () => [],
  durationMs: 41.4,
};

function spanOf(file: SourceFile, text: string, length = text.length) {
  const start = file.text.indexOf(text);
  return { start, end: start + length };
}

/** Nothing found, nothing skipped. */
export const clean: LintResult = {
  results: [],
  problems: [],
  coverage: { files: 1, resources: 0, nginxConfigs: 1, skipped: [], unknownValues: 0, notes: [] },
  redact: (text: string) => text,
  compared: false,
  effectiveChanges: () => [],
  controllers: () => [],
  durationMs: 7,
};

/** As many findings as wanted, the severities in turn. */
export function many(amount: number): LintResult {
  const severities = ["info", "error", "warning"] as const;
  const results = Array.from(
    { length: amount },
    (_, index): Result => ({
      ...sample.results[0]!,
      severity: severities[index % 3]!,
      fingerprint: `f${index}`,
    }),
  );
  return { ...clean, results };
}

export const context: ReportContext = {
  rules,
  toolVersion: "0.1.0",
  informationUri: "https://github.com/example/ingress-lint",
  color: false,
  width: 100,
  verbose: false,
  root: "/srv/shop",
  arguments: ["--format", "sarif", "manifests"],
  executionSuccessful: false,
  helpUri: (id) => `https://github.com/example/ingress-lint/blob/v0.1.0/rules/README.md#${id}`,
};
