import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import {
  defaultRetries,
  envoyRouteTimeoutSeconds,
  unprocessedConditions,
} from "../../../src/knowledge/istio.ts";
import { isControlPlane, meshHost } from "../../../src/model/mesh-host.ts";
import type { Project } from "../../../src/model/project.ts";
import { known } from "../../../src/model/value.ts";
import { type MeshRetries, type MeshRoute, meshRoutes } from "../../../src/model/virtual-service.ts";

export default defineRule({
  id: "mesh-timeout-and-retries",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary:
    "A route of an Istio VirtualService has no timeout, or retries more than its service or timeout takes.",
  why: "A slow service then holds its callers' connections and threads without end, and retries multiply the load on it just when it fails.",
  references: [
    "https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute",
    "https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry",
    "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter",
  ],
  lessons: [7],
  options: {
    maxAttempts: {
      type: "integer",
      default: defaultRetries,
      minimum: 0,
      description: "Most retries that are accepted; the default is what Istio makes unless told otherwise.",
    },
    maxTimeoutSeconds: {
      type: "integer",
      default: envoyRouteTimeoutSeconds,
      minimum: 1,
      description:
        "Longest timeout of a route that is accepted without a word; the default is Envoy's own, 2 is a good hard limit between services.",
    },
  },

  *check(project, { options }) {
    for (const routes of meshRoutes(project)) {
      yield* withoutTimeout(
        routes.filter((it) => it.timeout === undefined && !it.injectsFaults && !streams(it, project)),
      );
      for (const route of routes) {
        yield* longTimeout(route, options.maxTimeoutSeconds);
        if (route.retries !== undefined) yield* judgeRetries(route, route.retries, options.maxAttempts);
      }
    }
  },
});

/** One finding per VirtualService: what is missing from each of its routes is one thing to do. */
function* withoutTimeout(routes: readonly MeshRoute[]): Iterable<Finding> {
  const [first, ...others] = routes;
  if (first === undefined) return;
  yield {
    at: first.origin,
    key: "timeout",
    message:
      others.length === 0
        ? `${first.label} of ${first.manifest.label} has no timeout: Istio waits for its response without end.`
        : `${routes.length} HTTP routes of ${first.manifest.label} have no timeout: Istio waits for their responses without end.`,
    help: "Set 'timeout' to what the slowest good response takes, for example '2s'; '0s' says that there is to be none.",
    related: others.map((it) => ({ at: it.origin, message: `${it.label} has none either.` })),
  };
}

function* longTimeout({ timeout, label, manifest }: MeshRoute, mostSeconds: number): Iterable<Finding> {
  if (timeout === undefined || timeout.state === "unknown" || timeout.value <= mostSeconds) return;
  yield {
    at: timeout.origin,
    severity: "info",
    message: `${label} of ${manifest.label} has a timeout of ${timeout.value} s; callers wait that long for a service that hangs (accepted: ${mostSeconds} s).`,
    help: `Lower 'timeout' to ${mostSeconds}s or less, or accept it by the rule's option 'maxTimeoutSeconds'.`,
  };
}

function* judgeRetries(route: MeshRoute, retries: MeshRetries, mostAttempts: number): Iterable<Finding> {
  const { attempts, perTryTimeout, retryOn } = retries;
  if (attempts === undefined || attempts.state === "unknown" || attempts.value <= 0) return;
  // A request that nobody began to work on costs little to send again, and takes no time to fail.
  if (retryOn?.every((it) => unprocessedConditions.has(it))) return;
  const subject = `${route.label} of ${route.manifest.label}`;
  if (attempts.value > mostAttempts) {
    yield {
      at: attempts.origin,
      message: `${subject} makes ${attempts.value} retries: a failing service gets up to ${attempts.value + 1} times its load (accepted: ${mostAttempts}).`,
      help: `Set 'attempts' to ${mostAttempts} or less.`,
    };
  }
  const total = known(route.timeout);
  if (perTryTimeout === undefined) {
    // Without any timeout the finding about that says it.
    if (total === undefined || total === 0) return;
    yield {
      at: retries.origin,
      message: `${subject} retries without 'perTryTimeout': one slow try uses up the whole timeout of ${total} s.`,
      help: `Set 'perTryTimeout' to ${duration(total / (attempts.value + 1))} or less, the timeout over ${attempts.value + 1} tries.`,
      related: [{ at: route.timeout!.origin, message: `The timeout is ${total} s.` }],
    };
    return;
  }
  const each = known(perTryTimeout);
  if (each === undefined || total === undefined || total === 0) return;
  const needed = (attempts.value + 1) * each;
  if (needed <= total) return;
  yield {
    at: perTryTimeout.origin,
    message: `${attempts.value + 1} tries of ${each} s take ${round(needed)} s, but the timeout of ${subject} is ${total} s.`,
    help: `Set 'perTryTimeout' to ${duration(total / (attempts.value + 1))} or less, or 'timeout' to ${duration(needed)}.`,
    related: [{ at: route.timeout!.origin, message: `The timeout is ${total} s.` }],
  };
}

const streaming =
  /web-?socket|socket\.?io|sockjs|signalr|\bws\b|\bwss\b|stream|\bevents?\b|\bsse\b|\bwatch\b|\bgrpc|"upgrade"|upload|download/i;

/** Whether a timeout would cut what is meant to last: by the route's matches, or by the protocol of a destination's port. */
function streams(route: MeshRoute, project: Project): boolean {
  if (streaming.test(route.matches)) return true;
  return route.destinations.some(({ host, port }) => {
    const target = meshHost(project, host, route.manifest);
    if (target !== undefined && isControlPlane(target)) return true;
    const ports = target?.service?.ports.filter((it) => port === undefined || it.port === port) ?? [];
    return ports.some((it) => /^grpc|^ws/.test(it.name ?? ""));
  });
}

function round(seconds: number): number {
  return Math.floor(seconds * 1000 + 1e-6) / 1000;
}

/** As Istio's fields are written: `2s`, `666ms`. */
function duration(seconds: number): string {
  const rounded = round(seconds);
  return Number.isInteger(rounded) ? `${rounded}s` : `${Math.round(rounded * 1000)}ms`;
}
