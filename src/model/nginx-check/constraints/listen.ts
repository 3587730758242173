import type { Argument, Directive } from "../../../parsers/nginx/directive.ts";
import type { Scope } from "../../nginx-scope.ts";
import { parseNginxSize, parseNginxTime } from "../../nginx-values.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { addressProblem } from "./address-problem.ts";
import { flawAt, hasVariables, parseNumber, type Theme, type View } from "./view.ts";

/** Parameters that stand alone, in every release since 1.18, by family. */
const words: Readonly<Record<"http" | "stream", ReadonlySet<string>>> = {
  http: new Set([
    "default_server",
    "default",
    "bind",
    "deferred",
    "reuseport",
    "ssl",
    "http2",
    "proxy_protocol",
  ]),
  stream: new Set(["udp", "bind", "reuseport", "ssl", "proxy_protocol"]),
};

/** Parameters of later releases and of other builds: nothing is said of them. */
const laterWords: ReadonlySet<string> = new Set([
  "quic",
  "http3",
  "multipath",
  "default_server",
  "deferred",
  "xquic",
  "https_allow_http",
]);

const named = /^(setfib|fastopen|backlog|rcvbuf|sndbuf|accept_filter|ipv6only|so_keepalive)=(.*)$/s;

/** What `quic` and `udp` exclude (`ngx_http_core_listen`, `ngx_stream_core_listen`). */
const excluded: Readonly<Record<"quic" | "udp", readonly string[]>> = {
  quic: [
    "fastopen",
    "backlog",
    "accept_filter",
    "deferred",
    "ssl",
    "http2",
    "so_keepalive",
    "proxy_protocol",
    "multipath",
  ],
  udp: ["backlog", "ssl", "so_keepalive", "proxy_protocol", "fastopen"],
};

function* checkListen(directive: Directive, scope: Scope, view: View): Generator<DirectiveFlaw> {
  const family = scope.context === "server" ? "http" : "stream";
  const parameters = directive.args.slice(1);
  const address = directive.args[0];
  if (address !== undefined && !hasVariables(address.value)) {
    const problem = addressProblem(address.value, "listen");
    if (problem !== undefined) {
      const reason = `${problem} in "${address.value}" of the "listen" directive`;
      yield flawAt(
        address,
        "listen-address",
        reason,
        "Write a port, 'ADDRESS:PORT', '[IPv6]:PORT' or 'unix:PATH'.",
      );
      return;
    }
  }
  for (const argument of parameters) {
    const text = argument.value;
    const isNew = text === "quic" && view.isBefore("1.25.0");
    if (!isNew && (words[family].has(text) || laterWords.has(text))) continue;
    const match = named.exec(text);
    if (match === null) {
      yield unknownParameter(argument, family);
      return;
    }
    if (family === "stream" && (match[1] === "setfib" || match[1] === "accept_filter")) continue;
    const reason = valueProblem(match[1]!, match[2]!);
    if (reason === undefined) continue;
    yield flawAt(argument, "listen-parameter", reason.reason, reason.help);
    return;
  }
  for (const mode of ["quic", "udp"] as const) {
    if (!parameters.some((it) => it.value === mode)) continue;
    const clash = parameters.find((it) => excludes(mode, it.value));
    if (clash === undefined) continue;
    const name = clash.value.split("=", 1)[0]!;
    yield flawAt(
      clash,
      "listen-incompatible",
      `"${name}" parameter is incompatible with "${mode}"`,
      `Remove '${clash.value}' from this 'listen', or give it a 'listen' of its own.`,
    );
    return;
  }
  const http2 = parameters.find((it) => it.value === "http2");
  if (http2 !== undefined && family === "http" && view.isSince("1.25.1")) {
    yield flawAt(
      http2,
      "listen-http2",
      'the "listen ... http2" directive is deprecated, use the "http2" directive instead',
      "Remove 'http2' here and write 'http2 on;' in the server.",
      { severity: "warning" },
    );
  }
}

function unknownParameter(argument: Argument, family: "http" | "stream"): DirectiveFlaw {
  const text = argument.value;
  const reason = family === "http" ? `invalid parameter "${text}"` : `the invalid "${text}" parameter`;
  const help =
    text === "spdy"
      ? "Remove 'spdy': nginx speaks HTTP/2 instead since 1.9.5."
      : "Remove the parameter, or correct its name.";
  return flawAt(argument, "listen-parameter", reason, help);
}

function excludes(mode: "quic" | "udp", parameter: string): boolean {
  const [name = "", value] = parameter.split("=", 2);
  if (!excluded[mode].includes(name)) return false;
  // An explicit 'off' is no keepalive setting of the socket.
  return name !== "so_keepalive" || value !== "off";
}

interface ValueProblem {
  readonly reason: string;
  readonly help: string;
}

function valueProblem(name: string, value: string): ValueProblem | undefined {
  const text = `${name}=${value}`;
  switch (name) {
    case "backlog":
      // -1 leaves the system's maximum (`ngx_atoi` refuses the sign, so nginx does too).
      return (parseNumber(value) ?? 0) > 0
        ? undefined
        : { reason: `invalid backlog "${text}"`, help: "Set 'backlog' to a positive number." };
    case "setfib":
    case "fastopen":
      return parseNumber(value) !== undefined
        ? undefined
        : { reason: `invalid ${name} "${text}"`, help: `Set '${name}' to a number.` };
    case "rcvbuf":
    case "sndbuf":
      return parseNginxSize(value) !== undefined
        ? undefined
        : { reason: `invalid ${name} "${text}"`, help: `Set '${name}' to a size such as 64k.` };
    case "ipv6only":
      return value === "on" || value === "off"
        ? undefined
        : value.startsWith("o")
          ? { reason: `invalid ipv6only flags "${value}"`, help: "Write 'ipv6only=on' or 'ipv6only=off'." }
          : { reason: `invalid parameter "${text}"`, help: "Write 'ipv6only=on' or 'ipv6only=off'." };
    case "so_keepalive":
      return isKeepalive(value)
        ? undefined
        : {
            reason: `invalid so_keepalive value: "${value}"`,
            help: "Write 'on', 'off' or 'IDLE:INTERVAL:COUNT' with at least one of the three.",
          };
    default:
      return undefined;
  }
}

function isKeepalive(value: string): boolean {
  if (value === "on" || value === "off") return true;
  const parts = value.split(":");
  if (parts.length !== 3 || parts.every((it) => it === "")) return false;
  const [idle = "", interval = "", count = ""] = parts;
  const isTime = (it: string): boolean => it === "" || parseNginxTime(it, "sec") !== undefined;
  return isTime(idle) && isTime(interval) && (count === "" || parseNumber(count) !== undefined);
}

/** The parameters of `listen` in http and stream. */
export const listenTheme: Theme = { http: { listen: checkListen }, stream: { listen: checkListen } };
