import type { Directive } from "../parsers/nginx/directive.ts";
import { isStockInclude } from "../parsers/nginx/stock-includes.ts";
import type { Scope } from "./nginx-scope.ts";
import { parseNginxTime } from "./nginx-values.ts";
import { isWritten, stateOf } from "./rendered-directive.ts";
import { byDefault, explicit, unknown, type Value } from "./value.ts";

/** Whether a level includes a file that is not in sight, other than those that nginx's packages install. */
export function hasUnseenInclude(scope: Scope): boolean {
  return scope.own("include").some((it) => !isStockInclude(it.args[0]?.value ?? ""));
}

/** Whether a level and all levels around it are in sight, so that what is not there nobody wrote. */
export function isWholeOutwards(scope: Scope): boolean {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    if (hasUnseenInclude(level)) return false;
    if (level.parent === undefined && level.context !== "main") return false;
  }
  return scope.config.kind !== "rendered" || scope.config.complete;
}

/** The first argument of a directive that is a time (`msec` slot), in seconds: as written, or a controller's default. */
export function timeOfDirective(directive: Directive): Value<number> {
  const { origin } = directive;
  const seconds = parseNginxTime(directive.args[0]?.value ?? "");
  const state = stateOf(directive, 0);
  if (seconds === undefined || state === "unknown") return unknown("not a time", origin);
  return isWritten(state) ? explicit(seconds, origin) : byDefault(seconds, origin);
}

/** A time in force on a level, in seconds; nginx's default where nobody wrote one, unknown where that cannot be seen. */
export function timeInForce(scope: Scope, name: string, defaultSeconds: number): Value<number> {
  const directive = scope.find(name);
  if (directive !== undefined) return timeOfDirective(directive);
  const origin = scope.block?.origin ?? scope.config.origin;
  return isWholeOutwards(scope) ? byDefault(defaultSeconds, origin) : unknown("not in sight", origin);
}
