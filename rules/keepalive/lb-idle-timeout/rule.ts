import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { cloudLoadBalancers, type LoadBalancer } from "../../../src/model/load-balancer.ts";
import { type NginxBehind, nginxIn } from "../../../src/model/nginx-behind.ts";
import { durationText } from "../../_shared/duration-text.ts";

export default defineRule({
  id: "lb-idle-timeout",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "The idle timeout of the load balancer in front does not fit nginx's.",
  why: "Either it sends a request on a connection that nginx has just closed, a 502, or it cuts streams that nginx would keep.",
  references: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#connection-idle-timeout",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html",
    "https://learn.microsoft.com/en-us/azure/load-balancer/load-balancer-tcp-idle-timeout",
    "https://cloud.google.com/load-balancing/docs/https/request-distribution",
    "https://docs.oracle.com/en-us/iaas/Content/Balance/Reference/connectionreuse.htm",
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_timeout",
  ],
  lessons: [15],

  *check(project) {
    for (const balancer of cloudLoadBalancers(project)) {
      if (balancer.ignored !== undefined) yield ignored(balancer, balancer.ignored);
      const seen = new Set<string>();
      for (const container of balancer.containers) {
        const nginx = nginxIn(container);
        if (nginx === undefined || seen.has(nginx.label)) continue;
        seen.add(nginx.label);
        yield* race(balancer, nginx);
        yield* cutStreams(balancer, nginx);
      }
    }
  },
});

function labelOf({ fact, label }: LoadBalancer): string {
  return `${fact.name} of ${label}`;
}

/** An annotation of the other kinds of load balancers. It changes nothing, so what it says is not what is. */
function ignored(balancer: LoadBalancer, annotation: NonNullable<LoadBalancer["ignored"]>): Finding {
  const { fact, idle } = balancer;
  const short = annotation.name.slice(annotation.name.indexOf("/") + 1);
  const actual =
    idle?.state === "explicit" || idle?.state === "default" ? `, whose idle timeout is ${idle.value}s` : "";
  return {
    at: annotation.origin,
    message: `'${short}' has no effect on an ${fact.name}${actual}.`,
    help: `Remove it, or set '${balancer.example?.(annotation.seconds ?? 350) ?? fact.name}'.`,
    severity: "info",
    key: "ignored",
  };
}

/** The load balancer keeps connections at least as long as nginx does, and sends a request on one that nginx is closing. */
function* race(balancer: LoadBalancer, nginx: NginxBehind): Generator<Finding> {
  const { reuse, example } = balancer;
  const { keepalive, keepaliveName } = nginx;
  // A keep-alive of 0 closes after each response and says so.
  if (reuse === undefined || reuse.state === "unknown" || keepalive === undefined || keepalive.value === 0)
    return;
  if (keepalive.value > reuse.value) return;
  const isOurs = reuse.state === "explicit";
  const raise = `Raise '${keepaliveName}' of nginx above ${reuse.value}`;
  // Only an idle timeout that is the same on both sides can be lowered instead.
  const lower =
    isOurs && example !== undefined && keepalive.value > 5
      ? `, or set '${example(keepalive.value - 5)}'`
      : "";
  yield {
    at: isOurs ? reuse.origin : keepalive.origin,
    message: `${labelOf(balancer)} reuses connections for up to ${reuse.value}s; ${nginx.label} closes them after ${keepalive.value}s.`,
    help: `${raise}${lower}.`,
    related: [
      isOurs
        ? {
            at: keepalive.origin,
            message: `nginx closes idle connections after ${keepalive.value}s${keepalive.state === "default" ? " by default" : ""}.`,
          }
        : {
            at: reuse.origin,
            message: `It keeps connections to nginx for ${reuse.value}s${typeof balancer.fact.reuses === "number" ? ", which cannot be changed" : " by default"}.`,
          },
    ],
    key: `race:${nginx.label}`,
  };
}

function* cutStreams(balancer: LoadBalancer, nginx: NginxBehind): Generator<Finding> {
  const { example } = balancer;
  const { read } = nginx;
  const limit = balancer.requestLimit;
  const idle = limit ?? balancer.idle;
  if (idle === undefined || idle.state === "unknown" || read === undefined || read.value <= idle.value)
    return;
  const by = idle.state === "default" ? " by default" : "";
  const ends =
    limit === undefined
      ? `closes connections that are silent for ${durationText(idle.value)}`
      : `ends every request, WebSockets too, after ${durationText(idle.value)}`;
  yield {
    at: idle.origin,
    message: `${labelOf(balancer)} ${ends}${by}; ${read.of} allows ${limit === undefined ? "" : "a silence of "}${durationText(read.value)}.`,
    help: `${example === undefined ? "Lower the read timeout" : `Set '${example(read.value)}'`}${ping(limit === undefined, idle.value)}.`,
    related: [{ at: read.origin, message: `Backends may be silent for ${read.value}s by this.` }],
    key: `stream:${nginx.label}`,
  };
}

/** Something sent in time keeps an idle clock from running out; a limit on the whole request it does not move. */
function ping(isIdle: boolean, seconds: number): string {
  return isIdle
    ? `, or let the application send something at least every ${Math.max(1, Math.floor(seconds / 2))}s`
    : " in a BackendConfig, or lower the read timeout";
}
