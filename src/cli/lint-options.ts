import { statSync } from "node:fs";
import { resolve } from "node:path";
import { defaultOptions, type LintOptions, type RuleSetting } from "../engine/config.ts";
import { parseDate } from "../engine/date.ts";
import type { Rule } from "../engine/rule.ts";
import { unknownRule } from "../engine/rule-settings.ts";
import { parseSize } from "../engine/size.ts";
import { displayPath } from "../inputs/paths.ts";
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
  { config, directory }: LoadedConfig,
  rules: readonly Rule[],
  cwd: string,
): LintOptions {
  const named = [...Object.keys(given.rules), ...(given.only ?? [])];
  const unknown = named.find((id) => !rules.some((rule) => rule.id === id));
  if (unknown !== undefined) throw new UserError(unknownRule(unknown, rules));

  const settings: Record<string, RuleSetting> = { ...config.rules };
  for (const [id, severity] of Object.entries(given.rules)) {
    const configured = settings[id];
    settings[id] =
      configured === undefined || typeof configured === "string" ? severity : [severity, configured[1]];
  }
  return {
    rules: settings,
    preset: given.preset ?? config.preset ?? defaultOptions.preset,
    only: given.only,
    assume: {
      ...defaultOptions.assume,
      ...config.assume,
      now: given.now ?? configuredTime(config.assume?.now),
      ...(given.controllerVersion !== undefined && { controllerVersion: given.controllerVersion }),
      ...(given.nginxVersion !== undefined && { nginxVersion: given.nginxVersion }),
    },
    backends: config.backends ?? [],
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
