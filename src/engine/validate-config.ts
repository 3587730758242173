import { quote } from "../text/quote.ts";
import type { ConfigFile, ConfiguredScope, RuleSetting } from "./config.ts";
import { configSchema } from "./config-schema.ts";
import validate, { type SchemaError } from "./config-validator.generated.js";
import { parseDate } from "./date.ts";
import { didYouMean, findNearest } from "./nearest.ts";
import { presets } from "./presets.ts";
import type { ConfigError } from "./rule-settings.ts";
import { parseSize } from "./size.ts";

/** A configuration that may be used, or all that is wrong with it, in the order of the schema's checks. */
export type ConfigVerdict =
  | { readonly config: ConfigFile; readonly errors?: undefined }
  | { readonly config?: undefined; readonly errors: readonly ConfigError[] };

/**
 * Checks the whole of a configuration that was read from YAML or JSON against its schema. An empty file is an empty
 * configuration. Rule ids and rule options are not checked here: that takes the rules (`checkRuleSettings`).
 */
export function validateConfig(value: unknown): ConfigVerdict {
  const given = value ?? {};
  if (!validate(given)) return { errors: explain(validate.errors ?? [], given) };
  const raw = given as RawConfig;
  const errors = faultsBehindSchema(raw);
  if (errors.length > 0) return { errors };
  return {
    config: {
      ...(raw as ConfigFile),
      ...(raw.rules !== undefined && { rules: withoutBooleans(raw.rules) }),
      ...(raw.overrides !== undefined && {
        overrides: raw.overrides.map((it) => ({ ...it, rules: withoutBooleans(it.rules) })),
      }),
    },
  };
}

/** What a JSON Schema does not say well: sizes, dates, names of presets, and that a scope has to say something. */
function faultsBehindSchema(raw: RawConfig): ConfigError[] {
  const errors: ConfigError[] = [];
  const refuse = (path: ConfigError["path"], value: string, expected: string) =>
    errors.push({
      path,
      part: "value",
      message: `'${render(path)}' is ${quote(value)}; expected ${expected}`,
    });
  const size = raw.maxFileSize;
  if (size !== undefined && parseSize(String(size)) === undefined)
    refuse(["maxFileSize"], String(size), "a size such as '10MB'");
  const checkDate = (path: ConfigError["path"], date: string | undefined) => {
    if (date !== undefined && parseDate(date) === undefined)
      refuse(path, date, "a date such as '2026-01-31'");
  };
  checkDate(["assume", "now"], raw.assume?.now);
  const extended = raw.extends ?? [];
  [extended].flat().forEach((it, index) => {
    if (!presets.some((preset) => preset === it))
      refuse(typeof extended === "string" ? ["extends"] : ["extends", index], it, nearestFirst(it, presets));
  });
  raw.exemptions?.forEach((it, index) => {
    checkDate(["exemptions", index, "until"], it.until);
  });
  for (const list of ["overrides", "exemptions"] as const) {
    raw[list]?.forEach((it: ConfiguredScope, index) => {
      if (scopeKeys.some((key) => it[key] !== undefined)) return;
      const message = `'${list}[${index}]' does not say where it holds; expected ${scopeKeys.slice(0, -1).join(", ")} or ${scopeKeys.at(-1)}`;
      errors.push({ path: [list, index], part: "value", message });
    });
  }
  return errors;
}

const scopeKeys = ["files", "namespaces", "kinds", "resources"] as const;

type RawSettings = Readonly<Record<string, RuleSetting | false | readonly [false, object]>>;

interface RawConfig extends Omit<ConfigFile, "rules" | "overrides"> {
  readonly rules?: RawSettings;
  readonly overrides?: readonly (ConfiguredScope & { readonly rules: RawSettings })[];
}

/** An unquoted `off` arrives as `false`, because Kubernetes reads YAML so. */
function withoutBooleans(rules: RawSettings): Record<string, RuleSetting> {
  const settings = Object.entries(rules).map(([id, setting]) => {
    if (setting === false) return [id, "off"];
    return [id, Array.isArray(setting) && setting[0] === false ? ["off", ...setting.slice(1)] : setting];
  });
  return Object.fromEntries(settings);
}

/** One sentence per fault; the branches of an `anyOf` say together what the fault of their parent is. */
function explain(errors: readonly SchemaError[], value: unknown): ConfigError[] {
  const choices = errors.filter((it) => it.keyword === "anyOf").map((it) => `${it.schemaPath}/`);
  return errors
    .filter((error) => !choices.some((choice) => error.schemaPath.startsWith(choice)))
    .map((error) => explainOne(error, value));
}

function explainOne(error: SchemaError, root: unknown): ConfigError {
  const path = pathOf(error.instancePath, root);
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], root);
  const name = path.length === 0 ? "The configuration" : `'${render(path)}'`;
  const here = (message: string): ConfigError => ({ path, part: "value", message });
  const { params } = error;

  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty);
      const known = knownKeys(error.schemaPath);
      const list = known.map((it) => `'${it}'`).join(", ");
      const where = path.length === 0 ? "" : ` in '${render(path)}'`;
      const hint = renamed(path, key) ?? (didYouMean(key, known) || `; expected one of ${list}`);
      return { path: [...path, key], part: "key", message: `unknown key ${quote(key)}${where}${hint}` };
    }
    case "required":
      return here(`${name} has no '${String(params.missingProperty)}'`);
    case "type":
      return here(
        `${name} is ${describe(value)}; expected ${typeWords(params.type)}${quoteHint(params.type, value)}`,
      );
    case "enum": {
      const allowed = (params.allowedValues as unknown[]).filter((it) => it !== false);
      return here(`${name} is ${describe(value)}; expected ${nearestFirst(value, allowed)}`);
    }
    case "anyOf": {
      const isSize = path[0] === "maxFileSize";
      const expected = isSize
        ? "a size such as '10MB'"
        : "off, info, warning, error, or [severity, {options}]";
      return here(`${name} is ${describe(value)}; expected ${expected}`);
    }
    case "minItems":
      return here(`${name} is an empty list`);
    case "minimum":
      return here(`${name} is ${describe(value)}; expected at least ${String(params.limit)}`);
    case "pattern":
      return here(
        String(value).trim() === ""
          ? `${name} is empty`
          : `${name} is ${describe(value)}; expected a release such as '5.15'`,
      );
    default:
      return here(`${name} ${error.message ?? "is not as expected"}`);
  }
}

/** What a key is called now. */
function renamed(path: readonly unknown[], key: string): string | undefined {
  return path.length === 0 && key === "preset" ? "; did you mean 'extends'?" : undefined;
}

/** The keys the schema knows beside the one it refused. */
function knownKeys(schemaPath: string): string[] {
  const steps = schemaPath.split("/").slice(1, -1).map(unescapePointer);
  const schema = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], configSchema);
  return Object.keys((schema as { properties?: object }).properties ?? {});
}

function pathOf(pointer: string, root: unknown): (string | number)[] {
  let at = root;
  return pointer
    .split("/")
    .slice(1)
    .map((step) => {
      const key = Array.isArray(at) ? Number(step) : unescapePointer(step);
      at = (at as Record<string, unknown>)[key];
      return key;
    });
}

function unescapePointer(step: string): string {
  return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
}

function render(path: readonly (string | number)[]): string {
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  return quote(text.replace(/^\./, "")).slice(1, -1);
}

function describe(value: unknown): string {
  if (value === null) return "empty";
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a mapping" : String(value);
}

function typeWords(type: unknown): string {
  const words: Record<string, string> = {
    object: "a mapping",
    array: "a list",
    string: "a string",
    integer: "an integer",
    number: "a number",
  };
  return [type]
    .flat()
    .map((it) => words[String(it)] ?? String(it))
    .join(" or ");
}

/** `1.10` without quotes is the number 1.1: the one mistake in versions that looks right. */
function quoteHint(type: unknown, value: unknown): string {
  return type === "string" && (typeof value === "number" || typeof value === "boolean")
    ? " (put it in quotes)"
    : "";
}

function nearestFirst(value: unknown, allowed: readonly unknown[]): string {
  const words = allowed.map(String);
  const nearest = typeof value === "string" ? findNearest(value, words) : undefined;
  const sorted = nearest === undefined ? words : [nearest, ...words.filter((it) => it !== nearest)];
  return sorted.length === 1 ? sorted[0]! : `${sorted.slice(0, -1).join(", ")} or ${sorted.at(-1)}`;
}
