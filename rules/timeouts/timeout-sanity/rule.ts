import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { type PassFamily, upstreamTimeouts } from "../../../src/knowledge/upstream-timeouts.ts";
import { timeOfDirective } from "../../../src/model/effective-directive.ts";
import { longLivedKind } from "../../../src/model/long-lived.ts";
import { directiveNames, type NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, type Scope, scopes } from "../../../src/model/nginx-scope.ts";
import { concernsRequests, passOf } from "../../../src/model/passes.ts";
import type { Project } from "../../../src/model/project.ts";
import type { Known } from "../../../src/model/value.ts";
import { durationText } from "../../_shared/duration-text.ts";
import { labelOfLevel } from "../../_shared/level-label.ts";
import { nameOfTimeout, writeTimeout } from "../../_shared/timeout-setting.ts";
import { secondsIfMilliseconds } from "./milliseconds.ts";

export default defineRule({
  id: "timeout-sanity",
  subject: "nginx",
  severity: "warning",
  preset: "recommended",
  summary: "A timeout is 0, in the wrong unit, or so long that it never ends anything.",
  why: "A timeout of 0 fails requests at once; hours keep connections and memory for requests whose clients are long gone.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_connect_timeout",
    "https://nginx.org/en/docs/syntax.html",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-timeouts",
  ],
  lessons: [35],
  options: {
    longestSeconds: {
      type: "integer",
      default: 3600,
      minimum: 60,
      description: "Longest read or send timeout that is accepted for ordinary requests, in seconds.",
    },
  },

  *check(config, { options, project }) {
    const names = directiveNames(config);
    const upstream = upstreamTimeouts.families
      .flatMap((family) =>
        (["connect", "send", "read"] as const).map((what) => ({
          family,
          what,
          name: `${family}_${what}_timeout`,
        })),
      )
      .filter((it) => names.has(it.name));
    for (const scope of allScopes(config)) {
      for (const { family, what, name } of upstream) {
        const directive = scope.own(name).at(-1);
        const time = directive === undefined ? undefined : timeOfDirective(directive);
        if (directive === undefined || time?.state !== "explicit" || !concernsRequests(scope, family))
          continue;
        const timeout = { directive, time, family, what, scope, config, project };
        const finding = zero(timeout) ?? wrongUnit(timeout) ?? endlessConnect(timeout);
        if (finding !== undefined) yield finding;
        else yield* endless(timeout, options.longestSeconds);
      }
      yield* clientZeros(scope);
    }
  },
});

interface Timeout {
  readonly directive: NginxConfig["directives"][number];
  readonly time: Known<number>;
  readonly family: PassFamily;
  readonly what: "connect" | "send" | "read";
  readonly scope: Scope;
  readonly config: NginxConfig;
  readonly project: Project;
}

/** What 0 does to requests; observed on nginx 1.22.1. */
const effectOfZero = {
  connect: "every request ends in 504 while nginx connects",
  read: "every request ends in 504 before the backend can answer",
  send: "a request ends in 504 as soon as the backend does not take it in at once",
} as const;

function zero({ directive, time, what, config, project }: Timeout): Finding | undefined {
  if (time.value !== 0) return undefined;
  return {
    at: time.origin,
    message: `'${nameOfTimeout(directive)}' is 0, which is no wait at all, not an endless one: ${effectOfZero[what]}.`,
    help: `Set ${writeTimeout(directive, config, project, what === "connect" ? 5 : 60)}, or leave it out.`,
    severity: what === "send" ? "warning" : "error",
  };
}

function wrongUnit({ directive, time, what, config, project }: Timeout): Finding | undefined {
  const text = directive.args[0]?.value ?? "";
  // The unit of a generated directive is the controller's, not the author's.
  const written = config.kind === "rendered" ? text.replace(/s$/, "") : text;
  const meant = secondsIfMilliseconds(written, what === "connect");
  if (meant === undefined) return undefined;
  return {
    at: time.origin,
    message: `'${nameOfTimeout(directive)}' is ${durationText(time.value)}, which looks like ${time.value} milliseconds.`,
    help: `Set ${writeTimeout(directive, config, project, meant)} if ${meant}s are meant: a number without unit is seconds.`,
  };
}

function endlessConnect({ directive, time, what, config, project }: Timeout): Finding | undefined {
  const limit = upstreamTimeouts.longestConnectSeconds;
  if (what !== "connect" || time.value <= limit) return undefined;
  return {
    at: time.origin,
    message: `'${nameOfTimeout(directive)}' is ${durationText(time.value)}, but the kernel gives up connecting after ${limit}s or so.`,
    help: `Set ${writeTimeout(directive, config, project, 5)}.`,
  };
}

function* endless(timeout: Timeout, longest: number): Generator<Finding> {
  const { directive, time, what, config, project } = timeout;
  if (what === "connect" || time.value <= longest) return;
  const location = ordinaryLocation(timeout);
  if (location === undefined) return;
  const where = config.kind === "rendered" ? "every request" : `requests of ${labelOfLevel(location)}`;
  const side = what === "read" ? "the backend's next bytes" : "the backend to take in more of the request";
  yield {
    at: time.origin,
    message: `'${nameOfTimeout(directive)}' lets ${where} wait ${durationText(time.value)} for ${side}, above ${longest}s.`,
    help: `Set ${writeTimeout(directive, config, project, 60)}, or what the slowest answer takes, and the long one only where connections are to stay open.`,
  };
}

/**
 * A location that the timeout is in force for and that nothing shows to be written for long-lived requests. ingress-nginx lets every location speak WebSocket, so
 * that an Ingress's own value may be meant for that; its ConfigMap's is everybody's.
 */
function ordinaryLocation({ directive, family, scope, config }: Timeout): Scope | undefined {
  if (config.controller?.product === "ingress-nginx" && config.ingress === undefined) return scope;
  for (const inner of scopes(scope)) {
    if (passOf(inner)?.family !== family || inner.find(directive.name) !== directive) continue;
    if (longLivedKind(inner) === undefined) return inner;
  }
  return undefined;
}

/** Timeouts towards clients, of which 0 is no way to switch them off either. */
function* clientZeros(scope: Scope): Generator<Finding> {
  for (const name of ["client_header_timeout", "client_body_timeout", "send_timeout"]) {
    const directive = scope.own(name).at(-1);
    const time = directive === undefined ? undefined : timeOfDirective(directive);
    if (directive === undefined || time?.state !== "explicit" || time.value !== 0) continue;
    yield {
      at: time.origin,
      message: `'${nameOfTimeout(directive)}' is 0, which is no wait at all, not an endless one: a client that is not immediately ready is cut off.`,
      help: `Leave '${nameOfTimeout(directive)}' out (60s), or set the longest pause that a client may make.`,
    };
  }
}
