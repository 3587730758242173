import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { upstreamPool } from "../../../src/knowledge/upstream-keepalive.ts";
import {
  connectionHeaderSide,
  httpVersionSide,
  type ReuseSide,
} from "../../../src/model/connection-reuse.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";
import type { Project } from "../../../src/model/project.ts";
import { stateOf } from "../../../src/model/rendered-directive.ts";
import { hasNewDefaults, upstreamOf } from "../../../src/model/upstream-pool.ts";
import { quote } from "../../../src/text/quote.ts";
import { labelOfLevel } from "../../_shared/level-label.ts";
import { insertAfter } from "../../_shared/nginx-edits.ts";

type Directive = NginxConfig["directives"][number];

export default defineRule({
  id: "upstream-keepalive-http-version",
  subject: "nginx",
  severity: "error",
  preset: "recommended",
  summary: "Requests go to an upstream with 'keepalive' in a way that closes each connection.",
  why: "The pool stays empty: every request pays for a new connection, and under load nginx runs out of ports to the backend.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_http_version",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header",
    "https://nginx.org/en/CHANGES",
  ],
  lessons: [13],
  fixable: true,

  *check(config, { project }) {
    // Annotations of one Ingress are an exception that somebody made for one backend.
    if (config.ingress !== undefined) return;
    const pools = poolsOf(config);
    if (pools.size === 0) return;
    const version = config.nginxVersion ?? project.assume.nginxVersion;
    for (const scope of allScopes(config)) {
      for (const pass of scope.own("proxy_pass")) {
        const keepalive = pools.get(upstreamOf(pass) ?? "");
        if (keepalive !== undefined) yield* closing(scope, pass, keepalive, { project, version });
      }
    }
  },
});

/** Upstreams that somebody told to keep connections, by name. */
function poolsOf(config: NginxConfig): ReadonlyMap<string, Directive> {
  const pools = new Map<string, Directive>();
  for (const scope of allScopes(config)) {
    const keepalive = scope.context === "upstream" ? scope.own("keepalive").at(-1) : undefined;
    if (keepalive === undefined || !(Number(keepalive.args[0]?.value) > 0)) continue;
    if (stateOf(keepalive, 0) === "explicit") pools.set(scope.block?.args[0]?.value ?? "", keepalive);
  }
  return pools;
}

interface Run {
  readonly project: Project;
  readonly version: string | undefined;
}

function* closing(location: Scope, pass: Directive, keepalive: Directive, run: Run): Generator<Finding> {
  const version = httpVersionSide(location);
  const header = connectionHeaderSide(location);
  const closes = (side: ReuseSide) =>
    side.state === "closed" || (side.state === "missing" && side.certain && !hasNewDefaults(run.version));
  if (!closes(version) && !closes(header)) return;
  const written = [version, header].flatMap((it) => (it.state === "closed" ? [it.directive] : []));
  const reasons = [
    ...(closes(version) ? ["HTTP/1.0"] : []),
    ...(closes(header) ? ["'Connection: close'"] : []),
  ].join(" and ");
  const upstream = `upstream ${quote(keepalive.parent?.args[0]?.value ?? "")}`;
  const isSure = written.length > 0 || run.version !== undefined;
  const by = isSure ? "" : ` by default before nginx ${upstreamPool.defaultSince}`;
  const at = written[0] ?? pass;
  const isRendered = location.config.kind === "rendered";
  const who = isRendered
    ? `${location.config.controller?.label ?? "The controller"}`
    : sentence(labelOfLevel(location));
  yield {
    at: at.origin,
    message: `${who} sends ${reasons}${by}, so no connection of ${upstream} is used again.`,
    help: isRendered ? `Set 'proxy-http-version' to "1.1", or leave the key out.` : helpFor(version, header),
    severity: isSure ? "error" : "warning",
    related: [
      {
        at: keepalive.origin,
        message: `Up to ${keepalive.args[0]?.value} idle connections are meant to be kept.`,
      },
      ...(at === pass || isRendered ? [] : [{ at: pass.origin, message: "Requests go to it here." }]),
    ],
    key: `${labelOfLevel(location)}:${upstream}`,
    ...(written.length === 0 ? { fix: () => keep(location, pass, version, header, run.project) } : {}),
  };
}

function helpFor(version: ReuseSide, header: ReuseSide): string {
  const needs = (side: ReuseSide) => side.state === "missing" || side.state === "closed";
  const lines = [
    ...(needs(version) ? ["'proxy_http_version 1.1;'"] : []),
    ...(needs(header) ? [`'proxy_set_header Connection "";'`] : []),
  ];
  return `Set ${lines.join(" and ")} for it.`;
}

/** The lines that are missing: the header beside those that hide it, else both after the `proxy_pass`. */
function keep(
  location: Scope,
  pass: Directive,
  version: ReuseSide,
  header: ReuseSide,
  project: Project,
): Fix | undefined {
  // Neither directive may stand in an 'if'.
  if (location.context !== "location") return undefined;
  const headerLine = 'proxy_set_header Connection "";';
  const versionLine = "proxy_http_version 1.1;";
  let holder: Scope | undefined = location;
  while (holder !== undefined && holder.own("proxy_set_header").length === 0) holder = holder.parent;
  const last = holder?.own("proxy_set_header").at(-1);
  // Headers of an outer level hold for other locations too, where another header may be meant.
  if (header.state === "missing" && holder !== undefined && holder !== location) return undefined;
  const lines = [
    ...(version.state === "missing" ? [versionLine] : []),
    ...(header.state === "missing" ? [headerLine] : []),
  ];
  const edits = insertAfter(
    project,
    last === undefined || header.state !== "missing" ? pass : last,
    lines.join("\n"),
  );
  return edits && { description: "Let the backend keep the connections", safety: "unsafe", edits };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
