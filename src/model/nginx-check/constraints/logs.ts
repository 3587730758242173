import type { Argument, Directive } from "../../../parsers/nginx/directive.ts";
import { flatten, walk } from "../../nginx-config.ts";
import { parseNginxSize, parseNginxTime } from "../../nginx-values.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { firstValue, flawAt, hasVariables, isCertain, parseNumber, type Theme, type View } from "./view.ts";

/** How an access log is written. */
interface LogBuffer {
  readonly size: number;
  readonly flush: number;
  readonly gzip: number;
}

interface AccessLog {
  readonly buffer: LogBuffer | undefined;
  readonly flaw: DirectiveFlaw | undefined;
}

const wrong = (at: Argument, reason: string, help: string): AccessLog => ({
  buffer: undefined,
  flaw: flawAt(at, "access-log", reason, help),
});

/** The parameters of an `access_log` as `ngx_http_log_set_log` reads them. */
function readAccessLog(directive: Directive): AccessLog {
  const [path, second, ...rest] = directive.args;
  const nothing: AccessLog = { buffer: undefined, flaw: undefined };
  if (path === undefined) return nothing;
  if (path.value === "off") {
    return second === undefined
      ? nothing
      : wrong(second, `invalid parameter "${second.value}"`, "Write 'access_log off;' and nothing else.");
  }
  if (path.value.startsWith("syslog:")) {
    const flaw = syslogFlaw(path);
    if (flaw !== undefined) return { buffer: undefined, flaw };
  }
  let size = 0;
  let flush = 0;
  let gzip = 0;
  for (const argument of rest) {
    const text = argument.value;
    const value = text.slice(text.indexOf("=") + 1);
    if (text.startsWith("buffer=")) {
      size = parseNginxSize(value) ?? 0;
      if (size === 0)
        return wrong(argument, `invalid buffer size "${value}"`, "Set 'buffer' to a size such as 32k.");
    } else if (text.startsWith("flush=")) {
      flush = parseNginxTime(value) ?? 0;
      if (flush === 0)
        return wrong(argument, `invalid flush time "${value}"`, "Set 'flush' to a time such as 5s.");
    } else if (text === "gzip" || text.startsWith("gzip=")) {
      if (size === 0) size = 64 * 1024;
      gzip = text === "gzip" ? 1 : (parseNumber(value) ?? 0);
      if (gzip < 1 || gzip > 9) {
        return wrong(argument, `invalid compression level "${value}"`, "Set 'gzip' to a level from 1 to 9.");
      }
    } else if (!text.startsWith("if=")) {
      return wrong(
        argument,
        `invalid parameter "${text}"`,
        "After the path comes the name of one log_format, then 'buffer=', 'gzip', 'flush=' or 'if='.",
      );
    }
  }
  if (flush > 0 && size === 0) {
    const reason = `no buffer is defined for access_log "${path.value}"`;
    return wrong(path, reason, "Add 'buffer=SIZE' or 'gzip'.");
  }
  if (size === 0) return nothing;
  if (path.value.startsWith("syslog:")) {
    return wrong(path, "logs to syslog cannot be buffered", "Remove 'buffer', 'flush' and 'gzip'.");
  }
  if (hasVariables(path.value)) {
    return wrong(
      path,
      "buffered logs cannot have variables in name",
      "Remove 'buffer', 'flush' and 'gzip', or the variables.",
    );
  }
  return { buffer: { size, flush, gzip }, flaw: undefined };
}

function* checkAccessLog(directive: Directive): Generator<DirectiveFlaw> {
  const { flaw } = readAccessLog(directive);
  if (flaw !== undefined) yield flaw;
}

const facilities: ReadonlySet<string> = new Set(
  `kern user mail daemon auth intern lpr news uucp clock authpriv ftp ntp audit alert cron local0 local1 local2 local3 local4 local5
  local6 local7`.split(/\s+/),
);
const severities: ReadonlySet<string> = new Set("emerg alert crit error warn notice info debug".split(" "));

/** `syslog:` parameters as `ngx_syslog_parse_args` reads them. */
function syslogFlaw(argument: Argument): DirectiveFlaw | undefined {
  const say = (reason: string, help: string): DirectiveFlaw => flawAt(argument, "syslog", reason, help);
  let server = false;
  for (const part of argument.value.slice("syslog:".length).split(",")) {
    const [name = "", value = ""] = part.split(/=(.*)/s, 2);
    switch (name) {
      case "server":
        server = true;
        break;
      case "facility":
        if (!facilities.has(value))
          return say(`unknown syslog facility "${value}"`, "Use a facility such as 'local7'.");
        break;
      case "severity":
        if (!severities.has(value))
          return say(`unknown syslog severity "${value}"`, `Use one of ${[...severities].join(", ")}.`);
        break;
      case "tag":
        if (value.length > 32)
          return say("syslog tag length exceeds 32", "Shorten the tag to 32 characters.");
        if (!/^\w+$/.test(value)) {
          return say(
            'syslog "tag" only allows alphanumeric characters and underscore',
            "Use letters, digits and underscores in the tag.",
          );
        }
        break;
      case "nohostname":
        break;
      default:
        return say(
          `unknown syslog parameter "${part}"`,
          "Use server, facility, severity, tag and nohostname, with commas and no blanks.",
        );
    }
  }
  return server ? undefined : say("no syslog server specified", "Add 'server=ADDRESS'.");
}

const levels: ReadonlySet<string> = new Set("emerg alert crit error warn notice info debug".split(" "));
const debugLevels = /^debug_(?:core|alloc|mutex|event|http|mail|stream)$/;

function* checkErrorLog(directive: Directive): Generator<DirectiveFlaw> {
  const path = directive.args[0];
  if (path?.value.startsWith("syslog:")) {
    const flaw = syslogFlaw(path);
    if (flaw !== undefined) yield flaw;
  }
  for (const argument of directive.args.slice(1)) {
    if (levels.has(argument.value) || debugLevels.test(argument.value)) continue;
    const reason = `invalid log level "${argument.value}"`;
    yield flawAt(argument, "error-log-level", reason, `Use one of ${[...levels].join(", ")}.`);
    return;
  }
}

/** Formats have to be defined before the logs that use them; logs of one file are written one way. */
function* checkFormats(view: View): Generator<DirectiveFlaw> {
  const formats = new Map<string, Directive | undefined>([["combined", undefined]]);
  const buffers = new Map<string, { readonly buffer: LogBuffer; readonly directive: Directive }>();
  for (const directive of httpDirectives(view)) {
    if (directive.name !== "log_format" && directive.name !== "access_log") continue;
    if (!isCertain(directive)) continue;
    if (directive.name === "log_format") {
      const name = firstValue(directive).toLowerCase();
      if (formats.has(name) && directive.args.length > 0) {
        const earlier = formats.get(name);
        yield flawAt(
          directive.args[0]!,
          "log-format-duplicate",
          `duplicate "log_format" name "${firstValue(directive)}"`,
          "Give the format a name of its own.",
          earlier === undefined
            ? { explanation: "Nginx brings 'combined' along" }
            : { related: [{ at: earlier.origin, message: "The same name is defined here." }] },
        );
      } else formats.set(name, directive);
    } else {
      if (firstValue(directive) === "off") continue;
      const format = directive.args[1];
      if (view.whole && format !== undefined && !formats.has(format.value.toLowerCase())) {
        const reason = `unknown log format "${format.value}"`;
        yield flawAt(
          format,
          "log-format-unknown",
          reason,
          "Define the format with 'log_format' before its first use.",
        );
      }
      const { buffer } = readAccessLog(directive);
      const path = firstValue(directive);
      const earlier = buffers.get(path);
      if (buffer === undefined) continue;
      if (earlier === undefined) buffers.set(path, { buffer, directive });
      else if (JSON.stringify(earlier.buffer) !== JSON.stringify(buffer)) {
        yield flawAt(
          directive.args[0]!,
          "access-log-conflict",
          `access_log "${path}" already defined with conflicting parameters`,
          "Give all logs to one file the same 'buffer', 'flush' and 'gzip'.",
          {
            related: [
              { at: earlier.directive.origin, message: "The same file is written another way here." },
            ],
          },
        );
      }
    }
  }
}

/** Directives of http in the order nginx meets them. */
function httpDirectives(view: View): Iterable<Directive> {
  const { root } = view;
  if (root.context.startsWith("stream") || root.context.startsWith("mail")) return [];
  return walk(
    root.context === "main" ? root.own("http").flatMap((it) => flatten(it.block)) : root.directives,
  );
}

/** Access and error logs. */
export const logTheme: Theme = {
  main: { error_log: checkErrorLog },
  http: { access_log: checkAccessLog, error_log: checkErrorLog },
  stream: { error_log: checkErrorLog },
  config: checkFormats,
};
