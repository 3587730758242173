import { activeRules } from "../engine/active-rules.ts";
import type { ConfigFile, LintOptions } from "../engine/config.ts";
import type { Rule } from "../engine/rule.ts";
import type { LoadedConfig } from "./config-file.ts";
import type { LintArguments } from "./lint-arguments.ts";

/**
 * `--print-config`: the configuration in force as YAML, with where each value is from behind it: an option of the command line, a line of the file, a preset, or the
 * default. The severity of a rule that nobody set one for is that of most of its findings.
 */
export function printConfig(
  given: LintArguments,
  { config, placeOf }: LoadedConfig,
  options: LintOptions,
  rules: readonly Rule[],
): string {
  const lineOf = (...path: (string | number)[]) => {
    const place = placeOf(path);
    return place === undefined ? "" : `${place.file.path}:${place.file.positionAt(place.span.start).line}`;
  };
  const lines = ["# The configuration in force; behind each value, where it is from."];
  const say = (indent: string, key: string, value: unknown, from: string) =>
    lines.push(`${indent}${key}: ${flow(value)} # ${from}`);
  const top = (key: keyof ConfigFile, value: unknown, flag: string | false = false) =>
    say("", key, value, flag || (config[key] === undefined ? "default" : lineOf(key)));

  top("extends", options.presets, given.presets !== undefined && "--preset");
  top("failOn", options.failOn, given.failOn !== undefined && "--fail-on");
  top("requireReason", options.requireReason);
  top("maxFileSize", options.maxFileBytes, given.maxFileBytes !== undefined && "--max-file-size");
  top("ignore", options.ignore);
  top("knownAnnotations", options.knownAnnotations);
  top("backends", options.backends);
  top("policies", config.policies ?? []);
  for (const it of given.policies) lines.push(`# --policy ${it}`);
  for (const it of given.ruleFiles) lines.push(`# --rules ${it}`);
  top("includePrefixes", config.includePrefixes ?? {});
  for (const { from, to } of given.includePrefixes) lines.push(`# --include-prefix ${from}=${to}`);

  lines.push("assume:");
  const flags = {
    controllerVersion: "--controller-version",
    nginxVersion: "--nginx-version",
    now: "--now",
  };
  const flagged = {
    controllerVersion: given.controllerVersion,
    nginxVersion: given.nginxVersion,
    now: given.now,
  };
  for (const [key, value] of Object.entries(options.assume)) {
    if (value === undefined) continue;
    const shown = key === "now" ? new Date(value as number).toISOString() : value;
    const configured = config.assume?.[key as keyof typeof config.assume] !== undefined;
    const isFlag = flagged[key as keyof typeof flagged] !== undefined;
    const from = isFlag ? flags[key as keyof typeof flags] : configured ? lineOf("assume", key) : "default";
    say("  ", key, shown, from);
  }

  lines.push("rules:");
  const everywhere = { ...options, overrides: [] };
  for (const rule of [...rules].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const [active] = activeRules([rule], everywhere);
    const severity = active === undefined ? "off" : (active.severity ?? rule.severity);
    const hasOptions = active !== undefined && Object.keys(active.options).length > 0;
    const from =
      given.rules[rule.id] !== undefined
        ? "--rule"
        : options.only !== undefined
          ? "--only"
          : config.rules?.[rule.id] !== undefined
            ? lineOf("rules", rule.id)
            : `${active === undefined ? "not in " : ""}${options.presets.join(", ")}`;
    say("  ", rule.id, hasOptions ? [severity, active.options] : severity, from);
  }
  for (const key of ["overrides", "exemptions"] as const) {
    const list = config[key] ?? [];
    if (list.length === 0) continue;
    lines.push(`${key}:`);
    list.forEach((it, index) => {
      lines.push(`  - ${flow(it)} # ${lineOf(key, index)}`);
    });
  }
  return `${lines.join("\n")}\n`;
}

/** A value on one line of YAML: words bare, everything else as JSON. */
function flow(value: unknown): string {
  if (typeof value === "string" && /^[a-z]+$/.test(value)) return value;
  return JSON.stringify(value);
}
