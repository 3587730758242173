import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { controllerKeepalive, keepsUpstreamConnections } from "../../../src/model/controller-pool.ts";
import { directiveNames, type NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Project } from "../../../src/model/project.ts";
import { clientTimeout, upstreamPools } from "../../../src/model/upstream-pool.ts";
import type { Known, Value } from "../../../src/model/value.ts";

export default defineRule({
  id: "upstream-keepalive-order",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "Idle connections to backends are kept no longer than those of clients.",
  why: "Clients come back on connections that are still open, and each request waits for a new connection to the backend.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive_timeout",
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_timeout",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#upstream-keepalive-timeout",
  ],
  lessons: [13],
  options: {
    includeDefaults: {
      type: "boolean",
      default: false,
      description: "Judge values that nobody wrote too, by nginx's or the controller's defaults.",
    },
  },

  *check(project, { options }) {
    for (const config of project.nginxConfigs) yield* orderOfConfig(project, config, options.includeDefaults);
    for (const controller of project.controllers)
      yield* orderOfController(controller, options.includeDefaults);
  },
});

function* orderOfConfig(project: Project, config: NginxConfig, includeDefaults: boolean): Generator<Finding> {
  if (!includeDefaults && !directiveNames(config).has("keepalive_timeout")) return;
  for (const upstream of upstreamPools(config, config.nginxVersion ?? project.assume.nginxVersion)) {
    // Several servers may lead to one upstream: the one whose clients stay longest decides.
    let longest: Known<number> | undefined;
    for (const location of upstream.locations) {
      const client = clientTimeout(location);
      if (isJudged(client, includeDefaults) && client.value > (longest?.value ?? 0)) longest = client;
    }
    if (longest === undefined || !isJudged(upstream.timeout, includeDefaults)) continue;
    yield* order(upstream.timeout, longest, {
      pool: `upstream '${upstream.name}'`,
      upstreamName: `'keepalive_timeout' of upstream '${upstream.name}'`,
      clientName: "'keepalive_timeout' towards clients",
      unit: "s",
    });
  }
}

function* orderOfController(controller: Controller, includeDefaults: boolean): Generator<Finding> {
  if (!keepsUpstreamConnections(controller)) return;
  const { upstream, client } = controllerKeepalive(controller);
  if (!isJudged(upstream, includeDefaults) || !isJudged(client, includeDefaults)) return;
  const isF5 = controller.product === "f5-nic";
  yield* order(upstream, client, {
    pool: controller.label,
    // F5's controller has no key for the pool's timeout: only the client side can move.
    upstreamName: isF5 ? undefined : "'upstream-keepalive-timeout'",
    clientName: isF5 ? "'keepalive-timeout'" : "'keep-alive'",
    unit: isF5 ? "s" : "",
  });
}

function isJudged(value: Value<number> | undefined, includeDefaults: boolean): value is Known<number> {
  return (
    value !== undefined && (value.state === "explicit" || (includeDefaults && value.state === "default"))
  );
}

interface Names {
  readonly pool: string;
  readonly upstreamName: string | undefined;
  readonly clientName: string;
  readonly unit: string;
}

function* order(upstream: Known<number>, client: Known<number>, names: Names): Generator<Finding> {
  // 0 turns reuse off on its side, and then there is no order to keep.
  if (upstream.value <= 0 || client.value <= 0 || upstream.value > client.value) return;
  const lower = `lower ${names.clientName} below ${upstream.value}${names.unit}`;
  yield {
    at: upstream.origin,
    message: `${capitalised(names.pool)} keeps idle connections to backends for ${upstream.value}s, those of clients for ${client.value}s.`,
    help:
      names.upstreamName === undefined
        ? `${capitalised(lower)}.`
        : `Raise ${names.upstreamName} above ${client.value}${names.unit} and the backends' idle timeouts above that, or ${lower}.`,
    related: [
      { at: client.origin, message: `Idle connections of clients stay open for ${client.value}s by this.` },
    ],
    key: names.pool,
  };
}

function capitalised(text: string): string {
  return text.startsWith("upstream") ? `U${text.slice(1)}` : text;
}
