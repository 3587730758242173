import type { TokenRange } from "../../parsers/hcl/body.ts";
import { type HclEntry, hclExpression, spanOfRange } from "../../parsers/hcl/expression.ts";
import { type HclLiteral, hclLines } from "../../parsers/hcl/literal.ts";
import type { JsonStep } from "../../parsers/terraform-plan/json-places.ts";
import { parseYaml } from "../../parsers/yaml/parse.ts";
import { SourceFile, type Span } from "../../text/source-file.ts";
import { type AuthorAttribute, type AuthorBlock, type AuthorModule, attributeOf } from "./author-module.ts";
import type { AuthorPlace } from "./author-place.ts";

/** An expression, and where it belongs to when it says no more. */
export interface Site {
  readonly module: AuthorModule;
  readonly source: SourceFile;
  readonly hcl: AuthorAttribute["hcl"];
  readonly range: TokenRange;
  readonly key: Span;
  /** The calls that lead to the module, for its variables. */
  readonly calls: readonly AuthorBlock[];
  /** Whether the plan holds the provider's own writing of the text. */
  readonly isRewritten: boolean;
}

/** References that lead to references; nobody follows more by eye either. */
const MAX_HOPS = 8;

/** Functions that give their argument, in this or another form. */
const transparent: ReadonlySet<string> = new Set([
  "jsonencode",
  "yamlencode",
  "tomap",
  "tolist",
  "toset",
  "tostring",
  "nonsensitive",
]);

/** The way into expressions: through objects, tuples, functions that keep what they are given, and names of these. */
export class AuthorExpressions {
  readonly #callerOf: (calls: readonly AuthorBlock[]) => AuthorModule;

  /** `callerOf` gives the module that some calls lead to. */
  constructor(callerOf: (calls: readonly AuthorBlock[]) => AuthorModule) {
    this.#callerOf = callerOf;
  }

  /** Undefined when the expression does not write the value out. */
  find(
    site: Site,
    path: readonly JsonStep[],
    inText: readonly JsonStep[],
    value: unknown,
    hops: number,
  ): AuthorPlace | undefined {
    const { hcl, range } = site;
    const expression = hclExpression(hcl, range);
    const isEnd = path.length === 0 && inText.length === 0;
    switch (expression.kind) {
      case "literal":
        if (path.length > 0) return undefined;
        if (!isScalar(value)) return placeOf(site);
        // With more steps in its text, the reader of that text knows the way on.
        if (expression.literal.value === String(value)) return placeOf(site, expression.literal);
        return site.isRewritten ? placeInYaml(site, expression.literal, inText) : undefined;
      case "object":
        return isEnd ? placeOf(site) : this.#inObject(site, expression.entries, path, inText, value, hops);
      case "tuple":
        return isEnd ? placeOf(site) : this.#inTuple(site, expression.elements, path, inText, value, hops);
      case "call":
        return (
          this.#inCall(site, expression.name, expression.arguments, path, inText, value, hops) ??
          (isEnd ? placeOf(site) : undefined)
        );
      case "name":
        if (isEnd) return placeOf(site);
        return hops < MAX_HOPS
          ? this.#behindName(site, expression.parts, path, inText, value, hops + 1)
          : undefined;
      default:
        return isEnd || path.length === 0 ? placeOfTemplate(site, value, isEnd) : undefined;
    }
  }

  #inObject(
    site: Site,
    entries: readonly HclEntry[],
    path: readonly JsonStep[],
    inText: readonly JsonStep[],
    value: unknown,
    hops: number,
  ): AuthorPlace | undefined {
    const [step, rest, restInText, inner] = taken(path, inText, value);
    const same = entries.filter((it) => it.key === String(step));
    if (same.length !== 1) return undefined;
    const [entry] = same as [HclEntry];
    const here = { ...site, range: entry.value, key: entry.keySpan };
    const found = this.find(here, rest, restInText, inner, hops);
    // An entry whose value is worked out is still the entry.
    return found ?? { file: site.source, span: entry.keySpan, key: entry.keySpan };
  }

  #inTuple(
    site: Site,
    elements: readonly TokenRange[],
    path: readonly JsonStep[],
    inText: readonly JsonStep[],
    value: unknown,
    hops: number,
  ): AuthorPlace | undefined {
    const [step, rest, restInText, inner] = taken(path, inText, value);
    const element = elements[Number(step)];
    if (element === undefined) return undefined;
    const span = spanOfRange(site.hcl, element);
    const here = { ...site, range: element, key: span };
    return this.find(here, rest, restInText, inner, hops);
  }

  #inCall(
    site: Site,
    name: string,
    args: readonly TokenRange[],
    path: readonly JsonStep[],
    inText: readonly JsonStep[],
    value: unknown,
    hops: number,
  ): AuthorPlace | undefined {
    const [first] = args;
    if (first === undefined) return undefined;
    if (transparent.has(name)) {
      const isEncoder = name === "jsonencode" || name === "yamlencode";
      // The text of an encoder is not written anywhere; what it was made of is.
      if (isEncoder && inText.length === 0) return undefined;
      return this.find({ ...site, range: first }, path, inText, isEncoder ? undefined : value, hops);
    }
    if (name !== "merge") return undefined;
    // The last argument that has the key decides; one that is not written out may have it, unless the plan's value says otherwise.
    let isCertain = true;
    for (const range of [...args].reverse()) {
      const found = this.find({ ...site, range }, path, inText, value, hops);
      if (found !== undefined && (isCertain || found.literal !== undefined)) return found;
      isCertain &&= hclExpression(site.hcl, range).kind === "object";
    }
    return undefined;
  }

  /** Where a local value or a variable that holds more than the value was given. */
  #behindName(
    site: Site,
    [scope, name, ...more]: readonly string[],
    path: readonly JsonStep[],
    inText: readonly JsonStep[],
    value: unknown,
    hops: number,
  ): AuthorPlace | undefined {
    if (name === undefined || more.length > 0) return undefined;
    if (scope === "local") {
      const attribute = site.module.local(name);
      return attribute && this.find(siteOf(site, attribute), path, inText, value, hops);
    }
    const call = site.calls.at(-1);
    if (scope !== "var" || call === undefined) return undefined;
    const given = attributeOf(call, name);
    if (given === undefined) return undefined;
    const calls = site.calls.slice(0, -1);
    return this.find(
      { ...siteOf(site, given), calls, module: this.#callerOf(calls) },
      path,
      inText,
      value,
      hops,
    );
  }
}

function siteOf(site: Site, { source, hcl, attribute }: AuthorAttribute): Site {
  return { ...site, source, hcl, range: attribute.value, key: attribute.nameSpan };
}

function placeOf({ source, hcl, range, key }: Site, literal?: HclLiteral): AuthorPlace {
  return { file: source, span: spanOfRange(hcl, range), key, literal };
}

/** The way by steps into a literal that is one document of YAML. */
function placeInYaml(site: Site, literal: HclLiteral, steps: readonly JsonStep[]): AuthorPlace | undefined {
  const [document, ...more] = parseYaml(new SourceFile(site.source.path, literal.value));
  if (document === undefined || more.length > 0 || steps.length === 0) return undefined;
  const holder = steps.slice(0, -1).reduce(valueAt, document.value);
  if (typeof holder !== "object" || holder === null) return undefined;
  const range = document.locate(holder, steps.at(-1));
  return range && { file: site.source, span: literal.spanOf(range.start, range.end) };
}

/** A text with interpolations; undefined when the way into it is wanted and not known. */
function placeOfTemplate(site: Site, value: unknown, isEnd: boolean): AuthorPlace | undefined {
  const { hcl, range } = site;
  const token = hcl.tokens[range.start]!;
  const isOne = range.end - range.start === 1 && typeof value === "string";
  const lines = isOne ? hclLines(hcl.text, token, value) : undefined;
  return lines !== undefined || isEnd ? placeOf(site, lines) : undefined;
}

/** The next step, from the path or from the one in the text behind it, and what is left of everything. */
function taken(
  path: readonly JsonStep[],
  inText: readonly JsonStep[],
  value: unknown,
): readonly [JsonStep, readonly JsonStep[], readonly JsonStep[], unknown] {
  if (path.length > 0) return [path[0]!, path.slice(1), inText, valueAt(value, path[0]!)];
  return [inText[0]!, [], inText.slice(1), undefined];
}

/** The value one step below another; undefined where there is none. */
export function valueAt(value: unknown, step: JsonStep): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, step)
    ? (value as Record<JsonStep, unknown>)[step]
    : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
