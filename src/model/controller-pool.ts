import { f5Pool, ingressNginxPool, upstreamPool } from "../knowledge/upstream-keepalive.ts";
import { isAtLeast } from "../knowledge/versions.ts";
import type { Origin } from "../text/origin.ts";
import type { Controller } from "./controller.ts";
import type { Ingress } from "./ingress.ts";
import { parseNginxTime } from "./nginx-values.ts";
import { byDefault, explicit, type Known, unknown, type Value } from "./value.ts";

/** Seconds of two settings that belong together: the pool towards backends and the connections of clients. */
export interface ControllerKeepalive {
  /** Idle time of pooled upstream connections. */
  readonly upstream: Value<number>;
  /** `keepalive_timeout` towards clients; 0 turns it off. */
  readonly client: Value<number>;
}

/**
 * Whether all that decides a controller's settings is in sight: its ConfigMap, or a workload that plainly names none. Otherwise the absence
 * of a key proves nothing.
 */
function settingsAreKnown(controller: Controller): boolean {
  if (controller.configMap !== undefined) return controller.configMapIsComplete;
  const flag = controller.product === "f5-nic" ? "nginx-configmaps" : "configmap";
  return (
    controller.container !== undefined &&
    controller.container.commandLine.length > 0 &&
    !controller.container.flags.has(flag)
  );
}

/** Keep-alive settings of a controller by its ConfigMap and defaults. */
export function controllerKeepalive(controller: Controller): ControllerKeepalive {
  if (controller.product === "f5-nic") {
    const nowhere = byDefault(upstreamPool.defaultTimeoutSeconds, originOf(controller));
    return {
      upstream: nowhere,
      client: setting(controller, f5Pool.clientKey, parseNginxTime, f5Pool.defaultClientSeconds),
    };
  }
  return {
    upstream: setting(
      controller,
      ingressNginxPool.timeoutKey,
      parseInteger,
      ingressNginxPool.defaultTimeoutSeconds,
    ),
    client: setting(
      controller,
      ingressNginxPool.clientKey,
      parseInteger,
      ingressNginxPool.defaultClientSeconds,
    ),
  };
}

/** Whether the controller as a whole keeps connections to backends; false also where that is not certain. */
export function keepsUpstreamConnections(controller: Controller): boolean {
  const isF5 = controller.product === "f5-nic";
  const connections = isF5
    ? setting(controller, f5Pool.connectionsKey, parseInteger, 0)
    : setting(controller, ingressNginxPool.connectionsKey, parseInteger, ingressNginxPool.defaultConnections);
  if (connections.state === "unknown") return false;
  return connections.value > 0 || (isF5 && keepsByDefault(controller));
}

/** From nginx 1.29.7 on every upstream block keeps connections, and F5's controller has no way to turn that off. */
function keepsByDefault(controller: Controller): boolean {
  return (
    controller.nginxVersion !== undefined && isAtLeast(controller.nginxVersion, upstreamPool.defaultSince)
  );
}

/** Whether connections to the Services of an Ingress are kept and used again for HTTP requests; false also where that is not certain. */
export function poolsConnections(controller: Controller, ingress: Ingress): boolean {
  return controller.product === "f5-nic"
    ? f5Pools(controller, ingress)
    : ingressNginxPools(controller, ingress);
}

function ingressNginxPools(controller: Controller, ingress: Ingress): boolean {
  if (!keepsUpstreamConnections(controller)) return false;
  const annotation = (name: string) => ingress.annotation(`nginx.ingress.kubernetes.io/${name}`)?.value;
  const version = annotation("proxy-http-version") ?? controller.setting("proxy-http-version");
  const text =
    typeof version === "string" || version === undefined
      ? version
      : version.state === "unknown"
        ? "1.0"
        : version.value;
  if (text === "1.0") return false;
  if (annotation("connection-proxy-header")?.replaceAll(" ", "") === "close") return false;
  if (/^\s*(grpcs?|fcgi|ajp)\s*$/i.test(annotation("backend-protocol") ?? "")) return false;
  // A snippet that sets the header makes the outcome a matter of nginx's order of headers, which the model does not follow.
  const shared = controller.setting("location-snippet");
  const snippets = [
    annotation("configuration-snippet"),
    shared === undefined ? undefined : shared.state === "unknown" ? "Connection" : shared.value,
  ];
  return !snippets.some((it) => it !== undefined && /\bConnection\b/i.test(it));
}

function f5Pools(controller: Controller, ingress: Ingress): boolean {
  const own = ingress.annotation(f5Pool.connectionsAnnotation);
  const connections =
    own === undefined
      ? setting(controller, f5Pool.connectionsKey, parseInteger, 0)
      : parsedOr(own, parseInteger, 0);
  if (connections.state === "unknown") return false;
  if (connections.value <= 0 && !keepsByDefault(controller)) return false;
  const snippets = [
    ingress.annotation("nginx.org/location-snippets")?.value,
    ingress.annotation("nginx.org/server-snippets")?.value,
  ];
  return !snippets.some((it) => it !== undefined && /\bConnection\b|keepalive/i.test(it));
}

/** Services of an Ingress whose requests are not pooled HTTP although the others' are (F5: `nginx.org/websocket-services`, `grpc-services`). */
export function unpooledServices(controller: Controller, ingress: Ingress): ReadonlySet<string> {
  if (controller.product !== "f5-nic") return new Set();
  const lists = ["nginx.org/websocket-services", "nginx.org/grpc-services"].map(
    (it) => ingress.annotation(it)?.value ?? "",
  );
  return new Set(
    lists
      .join(",")
      .split(",")
      .map((it) => it.trim()),
  );
}

function setting(
  controller: Controller,
  key: string,
  parse: (text: string) => number | undefined,
  fallback: number,
): Value<number> {
  const written = controller.setting(key);
  if (written === undefined) {
    const origin = originOf(controller);
    return settingsAreKnown(controller)
      ? byDefault(fallback, origin)
      : unknown("its ConfigMap is not in scope", origin);
  }
  return written.state === "unknown" ? written : parsedOr(written, parse, fallback);
}

/** A value that the controller cannot parse keeps its default (ingress-nginx and F5 alike, for these keys). */
function parsedOr(
  written: Known<string>,
  parse: (text: string) => number | undefined,
  fallback: number,
): Value<number> {
  const value = parse(written.value);
  return value === undefined ? byDefault(fallback, written.origin) : explicit(value, written.origin);
}

function parseInteger(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

function originOf(controller: Controller): Origin {
  return (controller.configMap ?? controller.manifest).nameOrigin;
}
