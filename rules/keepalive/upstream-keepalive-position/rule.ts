import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { balancingMethods, upstreamPool } from "../../../src/knowledge/upstream-keepalive.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";
import type { Project } from "../../../src/model/project.ts";
import { hasNewDefaults } from "../../../src/model/upstream-pool.ts";
import { quote } from "../../../src/text/quote.ts";
import { insertAfter, removeDirective } from "../../_shared/nginx-edits.ts";

export default defineRule({
  id: "upstream-keepalive-position",
  subject: "nginx",
  severity: "error",
  preset: "recommended",
  summary: "'keepalive' stands before the balancing method of its upstream, which switches it off.",
  why: "Every request opens a new connection to the backend; under load nginx runs out of ports and response times rise.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive",
    "https://nginx.org/en/CHANGES",
  ],
  lessons: [13],
  fixable: true,

  *check(config, { project }) {
    const version = config.nginxVersion ?? project.assume.nginxVersion;
    if (hasNewDefaults(version)) return;
    for (const scope of allScopes(config))
      if (scope.context === "upstream") yield* misplaced(scope, project, version);
  },
});

type Directive = NginxConfig["directives"][number];

function* misplaced(upstream: Scope, project: Project, version: string | undefined): Generator<Finding> {
  const keepalive = upstream.own("keepalive").at(-1);
  if (keepalive === undefined || !(Number(keepalive.args[0]?.value) > 0)) return;
  const order = upstream.directives;
  const method = order.slice(order.indexOf(keepalive) + 1).findLast((it) => balancingMethods.has(it.name));
  if (method === undefined) return;
  const name = quote(upstream.block?.args[0]?.value ?? "");
  const whose = version === undefined ? `nginx before ${upstreamPool.defaultSince}` : `nginx ${version}`;
  yield {
    at: keepalive.origin,
    message: `'keepalive' of upstream ${name} stands before '${method.name}'; ${whose} drops it then and keeps no connection.`,
    help: `Move 'keepalive' after '${method.name}'.`,
    severity: version === undefined ? "warning" : "error",
    related: [{ at: method.origin, message: "The balancing method, which replaces what was set before it." }],
    fix: () => move(project, keepalive, method),
  };
}

function move(project: Project, keepalive: Directive, method: Directive): Fix | undefined {
  const { file, span } = keepalive.origin.place();
  const away = removeDirective(project, keepalive);
  const back = insertAfter(project, method, file.text.slice(span.start, span.end));
  // In two files, or on one line, the edits would touch each other.
  if (away === undefined || back === undefined || method.origin.place().file !== file) return undefined;
  return {
    description: `Move 'keepalive' after '${method.name}'`,
    safety: "safe",
    edits: [...away, ...back],
  };
}
