import { FAILSAFE_SCHEMA, Type } from "js-yaml";

/** Tag of the `<<` key, as js-yaml leaves it on a node. */
export const MERGE_TAG = "tag:yaml.org,2002:merge";

/** Thrown for `.inf` and `.nan`: JSON, and with it the Kubernetes API, has no such number. */
export class NotFiniteError extends Error {
  readonly written: string;

  constructor(written: string) {
    super(`'${written}' is not a finite number; JSON has no value for it`);
    this.written = written;
  }
}

const words = new Map<string, boolean | null>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (it) => [it, true] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (it) => [it, false] as const,
  ),
  ...["~", "null", "Null", "NULL"].map((it) => [it, null] as const),
]);

const LONGEST_WORD = 5;
const NUMBER = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const LEADING_POINT = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const BASED = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;

/**
 * A plain scalar as kubectl types it, or undefined when it stays a string. The rules are those of `resolve` in
 * go-yaml v2 (sigs.k8s.io/yaml `goyaml.v2/resolve.go`), which kubectl and Helm use: YAML 1.1 booleans, `014` and `0o14`
 * octal, `_` between digits, no base 60, dates stay strings. Throws `NotFiniteError` for `.inf` and `.nan`.
 */
export function resolvePlain(text: string): boolean | number | null | undefined {
  switch (text[0]) {
    case "y":
    case "Y":
    case "n":
    case "N":
    case "t":
    case "T":
    case "f":
    case "F":
    case "o":
    case "O":
    case "~":
      return text.length <= LONGEST_WORD ? words.get(text) : undefined;
    case ".":
      if (NOT_FINITE.test(text)) throw new NotFiniteError(text);
      return LEADING_POINT.test(text) ? finite(Number(text)) : undefined;
    case "0":
    case "1":
    case "2":
    case "3":
    case "4":
    case "5":
    case "6":
    case "7":
    case "8":
    case "9":
      return resolveNumber(text);
    case "+":
    case "-":
      if (NOT_FINITE.test(text)) throw new NotFiniteError(text);
      return resolveNumber(text);
    default:
      return undefined;
  }
}

function resolveNumber(text: string): number | undefined {
  const digits = text.includes("_") ? text.replaceAll("_", "") : text;
  return basedInteger(digits) ?? (NUMBER.test(digits) ? finite(Number(digits)) : undefined);
}

/** A hexadecimal, binary or octal integer; undefined beyond 64 bits, where Go's integers end. */
function basedInteger(text: string): number | undefined {
  const [, sign, hexadecimal, binary, octal] = BASED.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const digits = hexadecimal ?? binary ?? octal;
  const magnitude = BigInt(`${hexadecimal ? "0x" : binary ? "0b" : "0o"}${digits}`);
  const beyond = sign === "" ? 2n ** 64n : sign === "+" ? 2n ** 63n : 2n ** 63n + 1n;
  if (magnitude >= beyond) return undefined;
  return magnitude === 0n ? 0 : Number(sign === "-" ? -magnitude : magnitude);
}

function finite(value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  return value === 0 ? 0 : value;
}

/** js-yaml asks first whether a type takes a scalar and then for the value; this hands the answer over. */
let resolved: boolean | number | null | undefined;

const plain = new Type("tag:yaml.org,2002:plain", {
  kind: "scalar",
  resolve: (text: string) => {
    resolved = resolvePlain(text);
    return resolved !== undefined;
  },
  construct: () => resolved,
});

const merge = new Type(MERGE_TAG, { kind: "scalar", resolve: (text: string) => text === "<<" });

/** `!!int "3"`: an explicit tag resolves quoted text too, and refuses what is of another type. */
function tagged(name: string, accepts: (value: unknown) => boolean): Type {
  return new Type(`tag:yaml.org,2002:${name}`, {
    kind: "scalar",
    resolve: (text: string | null) => {
      resolved = text === null || text === "" ? null : resolvePlain(text);
      return accepts(resolved);
    },
    construct: () => resolved,
  });
}

const binary = new Type("tag:yaml.org,2002:binary", {
  kind: "scalar",
  construct: (text: string | null) => Buffer.from(text ?? "", "base64").toString("utf8"),
});

/** Unknown tags are ignored by kubectl; a scalar with one is a string. */
const ignoredTags = [
  new Type("", { kind: "scalar", multi: true, construct: (text: string | null) => text ?? "" }),
  new Type("", { kind: "sequence", multi: true }),
  new Type("", { kind: "mapping", multi: true }),
];

/** Scalars typed as kubectl types them. One implicit type instead of js-yaml's five keeps loading fast. */
export const kubectlSchema = FAILSAFE_SCHEMA.extend({
  implicit: [plain, merge],
  explicit: [
    tagged("int", (it) => typeof it === "number" && Number.isInteger(it)),
    tagged("float", (it) => typeof it === "number"),
    tagged("bool", (it) => typeof it === "boolean"),
    tagged("null", (it) => it === null),
    binary,
    ...ignoredTags,
  ],
});
