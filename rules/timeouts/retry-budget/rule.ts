import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";
import { RenderedDirective } from "../../../src/model/rendered-directive.ts";
import { durationText } from "../../_shared/duration-text.ts";
import { type Retries, retriesOf } from "./retries.ts";

export default defineRule({
  id: "retry-budget",
  subject: "nginx",
  severity: "warning",
  preset: "recommended",
  summary: "Requests are repeated on more backends, or for longer, than a failure can bear.",
  why: "When backends fail, each request becomes several: retries multiply the load on what is left, and clients have given up meanwhile.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream_tries",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream_timeout",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#proxy-next-upstream-tries",
  ],
  lessons: [7],
  options: {
    maximumTries: {
      type: "integer",
      default: 2,
      minimum: 1,
      description: "Most backends that one request may be sent to without a limit in time.",
    },
    clientTimeoutSeconds: {
      type: "integer",
      default: 0,
      minimum: 0,
      description: "How long clients, or the load balancer in front, wait for an answer; 0: not known.",
    },
  },

  *check(config, { options }) {
    const all = allScopes(config);
    const upstreams = new Map<string, Scope>();
    for (const it of all) if (it.context === "upstream") upstreams.set(it.block?.args[0]?.value ?? "", it);
    for (const scope of all) {
      const retries = retriesOf(scope, upstreams);
      if (retries === undefined || retries.tries.state === "unknown") continue;
      const tries = retries.tries.value;
      if (isUnbounded(retries, options.maximumTries)) yield unbounded(retries, tries);
      else if (options.clientTimeoutSeconds > 0) yield* tooLong(retries, tries, options.clientTimeoutSeconds);
    }
  },
});

/** Many tries without a limit in time. Defaults count where somebody allowed to repeat what changes something. */
function isUnbounded({ tries, timeout, nonIdempotent }: Retries, maximum: number): boolean {
  if (tries.state === "unknown" || timeout.state === "unknown" || timeout.value > 0) return false;
  if (tries.state === "default" && nonIdempotent === undefined) return false;
  return tries.value === 0 || tries.value > maximum;
}

function unbounded(retries: Retries, tries: number): Finding {
  const { triesDirective, nonIdempotent, tries: value } = retries;
  const what = nonIdempotent === undefined ? "A failed request" : "A failed request, even a POST,";
  const count = tries === 0 ? "every backend of the upstream" : `up to ${tries} backends`;
  const isExplicit = value.state === "explicit";
  const at = isExplicit ? value.origin : nonIdempotent!.origin;
  return {
    at,
    message: `${what} is sent to ${count}${isExplicit ? "" : " by default"}, without a limit in time.`,
    help: helpFor(retries),
    severity: nonIdempotent === undefined ? "warning" : "error",
    ...(nonIdempotent === undefined || !isExplicit
      ? {}
      : {
          related: [
            { at: nonIdempotent.origin, message: "This lets requests be repeated that are not idempotent." },
          ],
        }),
    key: triesDirective?.name ?? "default",
  };
}

function helpFor({ family, pass, triesDirective, nonIdempotent }: Retries): string {
  const isKey = (triesDirective ?? pass) instanceof RenderedDirective;
  const bound = isKey
    ? `Set 'proxy-next-upstream-tries' to "2" and 'proxy-next-upstream-timeout' to a few seconds`
    : `Set '${family}_next_upstream_tries 2' and '${family}_next_upstream_timeout' to a few seconds`;
  return nonIdempotent === undefined
    ? `${bound}.`
    : `Take 'non_idempotent' away unless the application recognises a repeated request. ${bound}.`;
}

function* tooLong(retries: Retries, tries: number, patience: number): Generator<Finding> {
  const { attempt, timeout, tries: value, pass } = retries;
  if (attempt === undefined || timeout.state === "unknown" || tries < 2) return;
  // The last backend may be tried just before the limit, and then takes its time.
  const bounded = timeout.value === 0 ? Number.POSITIVE_INFINITY : timeout.value + attempt;
  const longest = Math.min(tries * attempt, bounded);
  if (longest <= patience) return;
  const isWritten = value.state === "explicit";
  yield {
    at: isWritten ? value.origin : pass.origin,
    message: `${tries} tries of ${attempt}s (connect and read) take up to ${durationText(longest)}, longer than the ${patience}s that clients wait.`,
    help: "Lower the connect and read timeouts or the number of tries until the product is below what clients wait.",
    severity: retries.nonIdempotent === undefined ? "warning" : "error",
    key: "duration",
  };
}
