import type { YamlError } from "./document.ts";

const ANCHOR = /(?:^|[\s,[{])&[^\s,[\]{}&]/u;
const ALIAS = /(?:^|[\s,[{])\*[^\s,[\]{}*]/u;

/**
 * Why the aliases of a document make it unreadable, or undefined. `value` shares the objects that aliases name, so that
 * an alias costs nothing here; but whoever walks the value would walk shared parts again and again. Refused, as kubectl
 * does: an anchor that contains itself, and aliases that multiply the document (go-yaml v2 `decode.go`,
 * `allowedAliasRatio`); also what aliases nest more than `maxDepth` levels deep.
 */
export function aliasProblem(text: string, value: unknown, maxDepth: number): YamlError | undefined {
  if (typeof value !== "object" || value === null || !text.includes("&") || !text.includes("*"))
    return undefined;
  if (!ANCHOR.test(text)) return undefined;
  const alias = ALIAS.exec(text);
  if (alias === null) return undefined;

  const offset = text.indexOf("*", alias.index);
  const message = new AliasWalk(maxDepth).problemOf(value);
  return message === undefined ? undefined : { message, offset };
}

const SELF = "an anchor contains an alias to itself";
const DEEP = "the document is nested too deeply";
const MULTIPLIED = "the aliases multiply the document beyond what kubectl reads";

interface Measure {
  readonly depth: number;
  /** Keys and values that a walk would meet. */
  readonly expanded: number;
}

/** Measures a value that shares parts, visiting each part once. */
class AliasWalk {
  readonly #maxDepth: number;
  readonly #measures = new Map<object, Measure | undefined>();
  #distinct = 0;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  problemOf(value: object): string | undefined {
    try {
      const { depth, expanded } = this.#measure(value);
      if (depth > this.#maxDepth) return DEEP;
      return isMultiplied(expanded, this.#distinct) ? MULTIPLIED : undefined;
    } catch (error) {
      if (error instanceof SelfReference) return SELF;
      if (error instanceof RangeError) return DEEP;
      throw error;
    }
  }

  #measure(value: object): Measure {
    const known = this.#measures.get(value);
    if (known !== undefined) return known;
    // Started and not finished: we are inside it.
    if (this.#measures.has(value)) throw new SelfReference();
    this.#measures.set(value, undefined);

    let depth = 0;
    let expanded = 1;
    const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    const perChild = Array.isArray(value) ? 0 : 1;
    let own = 1;
    for (const child of children) {
      expanded += perChild;
      own += perChild;
      if (typeof child === "object" && child !== null) {
        const inner = this.#measure(child);
        depth = Math.max(depth, inner.depth);
        expanded += inner.expanded;
      } else {
        expanded += 1;
        own += 1;
      }
    }
    this.#distinct += own;
    const measure = { depth: depth + 1, expanded };
    this.#measures.set(value, measure);
    return measure;
  }
}

class SelfReference extends Error {}

/** Below the first figure a hundredfold is fine, above the second a tenth may come from aliases; between them a line. */
const SMALL_WALK = 400_000;
const LARGE_WALK = 4_000_000;

function isMultiplied(expanded: number, distinct: number): boolean {
  if (expanded <= 1000) return false;
  const beyond = Math.min(1, Math.max(0, (expanded - SMALL_WALK) / (LARGE_WALK - SMALL_WALK)));
  return 1 - distinct / expanded > 0.99 - 0.89 * beyond;
}
