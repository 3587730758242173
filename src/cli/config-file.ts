import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { ConfigFile } from "../engine/config.ts";
import type { Rule } from "../engine/rule.ts";
import { type ConfigError, checkRuleSettings } from "../engine/rule-settings.ts";
import { decode } from "../inputs/decode.ts";
import { errnoWords } from "../inputs/errno.ts";
import { displayPath } from "../inputs/paths.ts";
import { readRegularFile } from "../inputs/read-file.ts";
import type { YamlDocument } from "../parsers/yaml/document.ts";
import { quote } from "../text/quote.ts";
import { SourceFile } from "../text/source-file.ts";
import { UserError } from "./user-error.ts";

const names = [".ingress-lint.yaml", ".ingress-lint.yml", ".ingress-lint.json"];
const LARGEST_BYTES = 2 ** 20;
const MOST_ERRORS = 20;

/** A configuration and the directory that its paths are relative to. */
export interface LoadedConfig {
  readonly config: ConfigFile;
  readonly directory: string;
}

/**
 * Reads the configuration: the named file, else the nearest `.ingress-lint.yaml` (`.yml`, `.json`) from the working
 * directory upwards, else an empty one. `rules` are needed to check what it says of them. A configuration is data:
 * nothing in it is run. Throws a `UserError` that lists every fault with its place.
 */
export async function loadConfig(
  named: string | false | undefined,
  cwd: string,
  rules: readonly Rule[],
): Promise<LoadedConfig> {
  const path = named === undefined ? findConfigFile(cwd) : named === false ? undefined : resolve(cwd, named);
  if (path === undefined) return { config: {}, directory: cwd };
  const file = new SourceFile(displayPath(path, cwd, named || path), readConfigText(path, named || path));
  return { config: await parseConfig(file, rules), directory: dirname(path) };
}

/** The nearest configuration file, the directory itself first. Two in one directory contradict each other: an error. */
export function findConfigFile(directory: string): string | undefined {
  const found = names.filter((it) => existsSync(join(directory, it)));
  if (found.length > 1) {
    throw new UserError(
      `${quote(directory)} holds ${found.join(" and ")}; keep one, or choose with --config`,
    );
  }
  if (found.length === 1) return join(directory, found[0]!);
  const parent = dirname(directory);
  return parent === directory ? undefined : findConfigFile(parent);
}

function readConfigText(path: string, given: string): string {
  try {
    const { bytes, reason } = readRegularFile(path, { maxBytes: LARGEST_BYTES, follow: true });
    if (bytes === undefined) throw new UserError(`configuration ${quote(given)} was not read: ${reason}`);
    const text = decode(bytes);
    if (text === undefined) throw new UserError(`configuration ${quote(given)} was not read: binary`);
    return text;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`configuration ${quote(given)} could not be read: ${errnoWords(error)} (${path})`);
  }
}

async function parseConfig(file: SourceFile, rules: readonly Rule[]): Promise<ConfigFile> {
  const { parseYaml } = await import("../parsers/yaml/parse.ts");
  const { validateConfig } = await import("../engine/validate-config.ts");
  const documents = parseYaml(file);
  const broken = documents.find((it) => it.error !== undefined);
  if (broken?.error !== undefined)
    throw new UserError(lineAt(file, broken.error.offset, broken.error.message));
  const [document, second] = documents.filter((it) => it.value !== undefined && it.value !== null);
  if (second !== undefined) {
    throw new UserError(
      lineAt(file, second.span.start, "a configuration is one YAML document; this is a second one"),
    );
  }
  if (document === undefined) return {};

  const duplicates = document.duplicateKeys.map((it) =>
    lineAt(file, it.second.start, `key ${quote(it.key)} is written twice`),
  );
  const verdict = validateConfig(document.value);
  const errors = verdict.errors ?? checkRuleSettings(verdict.config.rules ?? {}, rules);
  const lines = [...duplicates, ...errors.map((it) => lineAt(file, offsetOf(document, it), it.message))];
  if (lines.length > MOST_ERRORS)
    lines.splice(MOST_ERRORS, Infinity, `… and ${lines.length - MOST_ERRORS} more`);
  if (lines.length > 0)
    throw new UserError(`the configuration is not valid\n${lines.map((it) => `  ${it}`).join("\n")}`);
  return verdict.config ?? {};
}

/** Where a fault stands: the key or value that its path leads to, or the nearest thing around it that has a place. */
function offsetOf(document: YamlDocument, { path, part }: ConfigError): number {
  const parents: object[] = [];
  let at: unknown = document.value;
  for (const key of path) {
    if (typeof at !== "object" || at === null) break;
    parents.push(at);
    at = (at as Record<string | number, unknown>)[key];
  }
  for (let index = parents.length - 1; index >= 0; index--) {
    const asked = index === path.length - 1 ? part : "key";
    const span =
      document.locate(parents[index]!, path[index]!, asked) ?? document.locate(parents[index]!, path[index]!);
    if (span !== undefined) return span.start;
  }
  return document.span.start;
}

function lineAt(file: SourceFile, offset: number, message: string): string {
  const { line, column } = file.positionAt(offset);
  return `${file.path}:${line}:${column}: ${message}`;
}
