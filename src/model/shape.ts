/**
 * Careful looks into values that claim to be Kubernetes objects. Manifests are untrusted: `containers` may be a string,
 * a list may hold null. What does not have the expected shape counts as absent; the API server would refuse it.
 */
export type Mapping = Readonly<Record<string, unknown>>;

const nothing: Mapping = Object.freeze({});
const noItems: readonly never[] = Object.freeze([]);

/** The value as a mapping; an empty one when it is anything else. */
export function asMapping(value: unknown): Mapping {
  return isMapping(value) ? value : nothing;
}

/** Whether the value is a mapping (not a list, not null). */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The mappings in a list; empty when the value is no list. */
export function asMappings<T extends object = Mapping>(value: unknown): readonly T[] {
  if (!Array.isArray(value)) return noItems;
  // Nearly every list holds nothing else: it needs no copy.
  return (value.every(isMapping) ? value : value.filter(isMapping)) as unknown as readonly T[];
}

/** The strings in a list; empty when the value is no list. Numbers and booleans are given as text. */
export function asStringList(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return noItems;
  return value.filter((it) => it !== null && typeof it !== "object").map(String);
}

/** The value as text when it is a string, else undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
