import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { ConfigFile } from "../engine/config.ts";
import type { Rule } from "../engine/rule.ts";
import { type ConfigError, checkRuleNames } from "../engine/rule-settings.ts";
import { decode } from "../inputs/decode.ts";
import { errnoWords } from "../inputs/errno.ts";
import { displayPath, isInside, realPathOf } from "../inputs/paths.ts";
import { readRegularFile } from "../inputs/read-file.ts";
import type { YamlDocument } from "../parsers/yaml/document.ts";
import type { Place } from "../text/origin.ts";
import { quote } from "../text/quote.ts";
import { SourceFile, type Span } from "../text/source-file.ts";
import { UserError } from "./user-error.ts";

/** What a configuration is called; the first name is the usual one. */
export const configNames = [".ingress-lint.yaml", ".ingress-lint.yml", ".ingress-lint.json"] as const;
const PACKAGE = "package.json";
/** The key of a `package.json` that holds a configuration. */
const PACKAGE_KEY = "ingress-lint";
const LARGEST_BYTES = 2 ** 20;
const MOST_ERRORS = 20;

/** A configuration and the directory that its paths are relative to. */
export interface LoadedConfig {
  readonly config: ConfigFile;
  readonly directory: string;
  /** All rules there are: those given, and the policies that the configuration names. */
  readonly rules: readonly Rule[];
  /** The place of a key or value, by the way to it from the root; undefined where there is no file. */
  readonly placeOf: (path: ConfigError["path"], part?: ConfigError["part"]) => Place | undefined;
}

/** A file that holds a configuration, whole or below a key. */
export interface ConfigPath {
  readonly path: string;
  readonly key?: string | undefined;
}

/**
 * Reads the configuration: the named file, else the nearest `.ingress-lint.yaml` (`.yml`, `.json`, or `ingress-lint` in `package.json`) from the working
 * directory upwards, else an empty one. `rules` are needed to check what it says of them. A configuration is data:
 * nothing in it is run. Throws a `UserError` that lists every fault with its place.
 */
export async function loadConfig(
  named: string | false | undefined,
  cwd: string,
  rules: readonly Rule[],
): Promise<LoadedConfig> {
  const found =
    named === undefined ? findConfigFile(cwd) : named === false ? undefined : namedFile(resolve(cwd, named));
  if (found === undefined) return { config: {}, directory: cwd, rules, placeOf: () => undefined };
  const { path, key } = found;
  const file = new SourceFile(displayPath(path, cwd, named || path), readConfigText(path, named || path));
  return {
    ...(await parseConfig(file, key, { rules, directory: dirname(path), cwd })),
    directory: dirname(path),
  };
}

/** The nearest configuration, the directory itself first. Two in one directory contradict each other: an error. */
export function findConfigFile(directory: string): ConfigPath | undefined {
  const found: string[] = configNames.filter((it) => existsSync(join(directory, it)));
  if (packageHasConfig(join(directory, PACKAGE))) found.push(PACKAGE);
  if (found.length > 1) {
    throw new UserError(
      `${quote(directory)} holds ${found.join(" and ")}; keep one, or choose with --config`,
    );
  }
  if (found.length === 1) {
    const path = join(directory, found[0]!);
    // Whoever may add a file to the tree could have parts of another one told in error messages.
    if (!isInside(realPathOf(path), realPathOf(directory)))
      throw new UserError(
        `${quote(path)} is a symbolic link out of its directory; choose it with --config, or read none with --no-config`,
      );
    return namedFile(path);
  }
  const parent = dirname(directory);
  return parent === directory ? undefined : findConfigFile(parent);
}

function namedFile(path: string): ConfigPath {
  return { path, key: basename(path) === PACKAGE ? PACKAGE_KEY : undefined };
}

/** Whether a `package.json` holds a configuration; one that cannot be read is npm's to complain about. */
function packageHasConfig(path: string): boolean {
  try {
    const text = readRegularFile(path, { maxBytes: LARGEST_BYTES, follow: true }).bytes?.toString("utf8");
    if (text?.includes(`"${PACKAGE_KEY}"`) !== true) return false;
    const data: unknown = JSON.parse(text);
    return typeof data === "object" && data !== null && Object.hasOwn(data, PACKAGE_KEY);
  } catch {
    return false;
  }
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

async function parseConfig(
  file: SourceFile,
  key: string | undefined,
  {
    rules,
    directory,
    cwd,
  }: { readonly rules: readonly Rule[]; readonly directory: string; readonly cwd: string },
): Promise<Pick<LoadedConfig, "config" | "placeOf" | "rules">> {
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
  if (document === undefined) return { config: {}, rules, placeOf: () => undefined };
  const value = key === undefined ? document.value : (document.value as Record<string, unknown>)[key];
  if (key !== undefined && value === undefined)
    throw new UserError(`${quote(file.path)} has no key ${quote(key)}`);

  const base = key === undefined ? [] : [key];
  const spanOf = (path: ConfigError["path"], part: ConfigError["part"]) =>
    spanIn(document, [...base, ...path], part);
  const duplicates = document.duplicateKeys
    .filter(() => key === undefined)
    .map((it) => lineAt(file, it.second.start, `key ${quote(it.key)} is written twice`));
  const verdict = validateConfig(value);
  const all = [
    ...rules,
    ...(await configuredPolicies(verdict.config?.policies ?? [], { rules, directory, cwd })),
  ];
  const errors = verdict.errors ?? checkRuleNames(verdict.config, all);
  const lines = [
    ...duplicates,
    ...errors.map((it) => lineAt(file, spanOf(it.path, it.part).start, it.message)),
  ];
  if (lines.length > MOST_ERRORS)
    lines.splice(MOST_ERRORS, Infinity, `… and ${lines.length - MOST_ERRORS} more`);
  if (lines.length > 0)
    throw new UserError(`the configuration is not valid\n${lines.map((it) => `  ${it}`).join("\n")}`);
  return {
    config: verdict.config ?? {},
    rules: all,
    placeOf: (path, part = "key") => ({ file, span: spanOf(path, part) }),
  };
}

/** The policies that a configuration names: it may stand in the linted tree, so they lie beside it. */
async function configuredPolicies(
  paths: readonly string[],
  {
    rules,
    directory,
    cwd,
  }: { readonly rules: readonly Rule[]; readonly directory: string; readonly cwd: string },
): Promise<readonly Rule[]> {
  if (paths.length === 0) return [];
  const { policyRules, readPolicyFiles } = await import("./own-rules.ts");
  return policyRules(await readPolicyFiles(paths, cwd, directory, directory), rules);
}

/** The key or value that a way leads to, or the nearest thing around it that has a place. */
function spanIn(document: YamlDocument, path: ConfigError["path"], part: ConfigError["part"]): Span {
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
    if (span !== undefined) return span;
  }
  return document.span;
}

function lineAt(file: SourceFile, offset: number, message: string): string {
  const { line, column } = file.positionAt(offset);
  return `${file.path}:${line}:${column}: ${message}`;
}
