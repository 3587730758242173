import { statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import ignore from "ignore";
import { laidOver } from "../engine/active-rules.ts";
import {
  type ConfiguredScope,
  defaultOptions,
  type LintOptions,
  type RuleSetting,
} from "../engine/config.ts";
import { parseDate } from "../engine/date.ts";
import { OWN, POLICIES } from "../engine/presets.ts";
import type { Rule } from "../engine/rule.ts";
import { unknownRule } from "../engine/rule-settings.ts";
import { locationOf } from "../engine/run.ts";
import type { Scope } from "../engine/scope.ts";
import { parseSize } from "../engine/size.ts";
import { displayPath, isInside } from "../inputs/paths.ts";
import { quote } from "../text/quote.ts";
import type { LoadedConfig } from "./config-file.ts";
import type { LintArguments } from "./lint-arguments.ts";
import { UserError } from "./user-error.ts";

/**
 * The configuration with the command line laid over it. Throws a `UserError` when an option names a rule or a directory
 * that does not exist.
 */
export function lintOptions(
  given: LintArguments,
  { config, directory, placeOf }: LoadedConfig,
  rules: readonly Rule[],
  cwd: string,
): LintOptions {
  const named = [...Object.keys(given.rules), ...(given.only ?? [])];
  const unknown = named.find((id) => !rules.some((rule) => rule.id === id));
  if (unknown !== undefined) throw new UserError(unknownRule(unknown, rules));

  const flagged = (settings: Readonly<Record<string, RuleSetting>>, ids: readonly string[]) => ({
    ...settings,
    ...Object.fromEntries(ids.map((id) => [id, laidOver(settings[id], given.rules[id]!)])),
  });
  const toScope = scopesFrom(directory, cwd);
  return {
    rules: flagged(config.rules ?? {}, Object.keys(given.rules)),
    presets:
      given.presets ?? (config.extends === undefined ? defaultOptions.presets : [config.extends].flat()),
    overrides: (config.overrides ?? []).map((it) => ({
      scope: toScope(it),
      rules: flagged(
        it.rules,
        Object.keys(given.rules).filter((id) => Object.hasOwn(it.rules, id)),
      ),
    })),
    exemptions: (config.exemptions ?? []).map((it, index) => ({
      rules: [it.rules].flat(),
      scope: toScope(it),
      reason: it.reason,
      owner: it.owner,
      until: it.until === undefined ? undefined : parseDate(it.until)! + DAY_MS,
      at: locationOf(placeOf(["exemptions", index], "value")!),
    })),
    only: given.only,
    assume: {
      ...defaultOptions.assume,
      ...config.assume,
      now: given.now ?? configuredTime(config.assume?.now),
      ...(given.controllerVersion !== undefined && { controllerVersion: given.controllerVersion }),
      ...(given.nginxVersion !== undefined && { nginxVersion: given.nginxVersion }),
    },
    backends: config.backends ?? [],
    extraRules: rules.filter((it) => it.category === OWN || it.category === POLICIES),
    knownAnnotations: config.knownAnnotations ?? [],
    failOn: given.failOn ?? config.failOn ?? defaultOptions.failOn,
    onlyNew: given.onlyNew,
    requireReason: config.requireReason ?? defaultOptions.requireReason,
    ignore: config.ignore ?? [],
    includePrefixes: [
      ...given.includePrefixes.map((it) => prefix(it.from, it.to, cwd, cwd)),
      ...Object.entries(config.includePrefixes ?? {}).map(([from, to]) => prefix(from, to, directory, cwd)),
    ],
    maxFileBytes: given.maxFileBytes ?? configuredSize(config.maxFileSize) ?? defaultOptions.maxFileBytes,
  };
}

/** The day named is the last one. */
const DAY_MS = 86_400_000;

/** How a configuration's scopes apply to paths as results have them: relative to the working directory, or absolute outside it. */
function scopesFrom(directory: string, cwd: string): (scope: ConfiguredScope) => Scope {
  return ({ files, namespaces, kinds, resources }) => {
    const patterns = files === undefined ? undefined : ignore({ ignorecase: false }).add([...files]);
    return {
      files:
        patterns &&
        ((path) => {
          const absolute = resolve(cwd, path);
          return (
            isInside(absolute, directory) &&
            absolute !== directory &&
            patterns.ignores(relative(directory, absolute).split(sep).join("/"))
          );
        }),
      namespaces,
      kinds,
      resources,
    };
  };
}

function configuredSize(size: number | string | undefined): number | undefined {
  return size === undefined ? undefined : parseSize(String(size));
}

function configuredTime(date: string | undefined): number | undefined {
  return date === undefined ? undefined : parseDate(date);
}

function prefix(from: string, to: string, base: string, cwd: string): { from: string; to: string } {
  const path = resolve(base, to);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UserError(
      `the include prefix for ${quote(from)} is ${quote(to)}, which is no directory (${path})`,
    );
  }
  return { from, to: displayPath(path, cwd, to) };
}
