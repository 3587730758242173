import type { Argument, Directive } from "../../../parsers/nginx/directive.ts";
import type { Scope } from "../../nginx-scope.ts";
import { parseNginxTime } from "../../nginx-values.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { addressProblem } from "./address-problem.ts";
import {
  firstValue,
  flawAt,
  hasUnseen,
  hasVariables,
  isCertain,
  parseNumber,
  type Theme,
  type View,
} from "./view.ts";

/** Parameters of `server` that NGINX Plus had first, and the open source release that took them over. */
const plusParameters: Readonly<Record<string, string | undefined>> = {
  slow_start: undefined,
  service: "1.27.3",
  resolve: "1.27.3",
  route: "1.29.6",
  drain: "1.29.6",
};

function* checkServer(directive: Directive, scope: Scope, view: View): Generator<DirectiveFlaw> {
  const address = directive.args[0];
  const problem = address === undefined ? undefined : addressProblem(address.value, "backend");
  if (address !== undefined && problem !== undefined && !hasVariables(address.value)) {
    const reason = `${problem} in upstream "${address.value}"`;
    yield flawAt(
      address,
      "upstream-address",
      reason,
      "Write 'HOST:PORT' without scheme and path, or 'unix:PATH'.",
    );
    return;
  }
  for (const argument of directive.args.slice(1)) {
    const [name = "", value] = argument.value.split(/=(.*)/s, 2);
    const plus = Object.hasOwn(plusParameters, name);
    if (plus) {
      const since = plusParameters[name];
      if (view.isPlus || (since !== undefined && !view.isBefore(since))) continue;
      yield plusFlaw(argument, since);
      return;
    }
    if (isServerParameter(name, value)) continue;
    yield flawAt(
      argument,
      "upstream-server-parameter",
      `invalid parameter "${argument.value}"`,
      "Use 'weight=N' (1 or more), 'max_conns=N', 'max_fails=N', 'fail_timeout=TIME', 'backup' or 'down'.",
    );
    return;
  }
  yield* checkBackup(directive, scope);
}

function plusFlaw(argument: Argument, since: string | undefined): DirectiveFlaw {
  const reason = `invalid parameter "${argument.value}"`;
  return flawAt(argument, "plus", reason, "Remove it, or run the nginx that knows it.", {
    severity: "warning",
    explanation:
      since === undefined
        ? "Only NGINX Plus knows the parameter"
        : `Only NGINX Plus, and nginx since ${since}, know the parameter`,
  });
}

function isServerParameter(name: string, value: string | undefined): boolean {
  switch (name) {
    case "backup":
    case "down":
      return value === undefined;
    case "weight":
      return (parseNumber(value ?? "") ?? 0) > 0;
    case "max_conns":
    case "max_fails":
      return parseNumber(value ?? "") !== undefined;
    case "fail_timeout":
      return parseNginxTime(value ?? "", "sec") !== undefined;
    case "id":
    case "sid":
      // Other builds give servers names.
      return true;
    default:
      return false;
  }
}

/** Methods that know no `backup` servers; only servers that stand behind the method are refused. */
const withoutBackup: ReadonlySet<string> = new Set(["hash", "ip_hash", "random"]);

function* checkBackup(directive: Directive, scope: Scope): Generator<DirectiveFlaw> {
  const backup = directive.args.find((it) => it.value === "backup");
  if (backup === undefined) return;
  // The method in force is the last one before the server.
  let method: Directive | undefined;
  for (const other of scope.directives) {
    if (other === directive) break;
    if (isMethod(other.name)) method = other;
  }
  if (method === undefined || !withoutBackup.has(method.name)) return;
  yield flawAt(
    backup,
    "upstream-backup",
    'balancing method does not support parameter "backup"',
    `Remove 'backup', or use 'least_conn' or no method instead of '${method.name}'.`,
    { related: [{ at: method.origin, message: "This is the method in force." }] },
  );
}

const methods: ReadonlySet<string> = new Set(["ip_hash", "least_conn", "hash", "random", "least_time"]);

function isMethod(name: string): boolean {
  return methods.has(name);
}

function* checkBlock(scope: Scope, view: View): Generator<DirectiveFlaw> {
  if (scope.block === undefined) return;
  yield* checkServers(scope, scope.block, view);
  yield* checkMethods(scope, view);
}

function* checkServers(scope: Scope, block: Directive, view: View): Generator<DirectiveFlaw> {
  // NGINX Plus keeps servers in a state file, or gets them through its API.
  if (hasUnseen(scope) || scope.own("state").length > 0 || scope.own("queue").length > 0) return;
  if (view.isPlus && scope.own("zone").length > 0) return;
  const servers = scope.own("server");
  const name = firstValue(block);
  if (servers.length === 0) {
    yield flawAt(block, "upstream-empty", "no servers are inside upstream", "Add at least one 'server'.");
    return;
  }
  if (servers.every((it) => it.args.slice(1).some((argument) => argument.value === "backup"))) {
    yield flawAt(
      block,
      "upstream-only-backup",
      `no servers in upstream "${name}"`,
      "Remove 'backup' from at least one server.",
    );
  }
  const resolving = servers.find((it) => it.args.slice(1).some((argument) => argument.value === "resolve"));
  if (resolving === undefined) return;
  if (scope.own("zone").length === 0) {
    yield flawAt(
      resolving,
      "upstream-resolve",
      `resolving names at run time requires upstream "${name}" to be in shared memory`,
      "Add 'zone NAME 64k;' to the upstream.",
    );
  } else if (view.whole && scope.find("resolver") === undefined) {
    yield flawAt(
      resolving,
      "upstream-resolve",
      `no resolver defined to resolve names at run time in upstream "${name}"`,
      "Add a 'resolver' to the upstream or to the block around it.",
    );
  }
}

function* checkMethods(scope: Scope, view: View): Generator<DirectiveFlaw> {
  const keepaliveCounts = view.isBefore("1.29.7");
  const stickyCounts = view.isSince("1.29.6");
  let earlier: Directive | undefined;
  for (const directive of scope.directives) {
    const method = isMethod(directive.name);
    if (method && earlier !== undefined) {
      yield flawAt(
        directive,
        "upstream-method",
        "load balancing method redefined",
        method && isMethod(earlier.name)
          ? "Leave one method."
          : `Put '${earlier.name}' behind '${directive.name}'.`,
        {
          severity: "warning",
          explanation: `'${earlier.name}' before it is without effect`,
          related: [{ at: earlier.origin, message: `'${earlier.name}' stands here.` }],
        },
      );
    }
    const wraps =
      (directive.name === "keepalive" && keepaliveCounts) || (directive.name === "sticky" && stickyCounts);
    if (method || wraps) earlier = directive;
  }
}

function* checkKeepalive(directive: Directive, _: Scope, view: View): Generator<DirectiveFlaw> {
  const count = directive.args[0];
  if (!view.isBefore("1.29.7") || count === undefined) return;
  if (parseNumber(count.value) !== 0) return;
  yield flawAt(
    count,
    "upstream-keepalive",
    `invalid value "${count.value}" in "keepalive" directive`,
    "Remove 'keepalive': before 1.29.7 nothing is kept without it.",
  );
}

function* checkNames(view: View): Generator<DirectiveFlaw> {
  const seen = new Map<string, Directive>();
  for (const scope of view.scopes) {
    if (scope.context !== "upstream" && scope.context !== "stream-upstream") continue;
    if (scope.block === undefined || !isCertain(scope.block)) continue;
    const name = firstValue(scope.block);
    const key = `${scope.context} ${name.toLowerCase()}`;
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, scope.block);
      continue;
    }
    yield flawAt(
      scope.block.args[0] ?? scope.block,
      "upstream-duplicate",
      `duplicate upstream "${name}"`,
      "Rename one of the two, or put their servers together.",
      { related: [{ at: earlier.origin, message: "The same upstream is defined here." }] },
    );
  }
}

/** Upstream blocks: their servers, their method, their names. */
export const upstreamTheme: Theme = {
  upstream: { server: checkServer, keepalive: checkKeepalive },
  levels: [{ about: ["upstream"], contexts: ["upstream", "stream-upstream"], check: checkBlock }],
  config: checkNames,
};
