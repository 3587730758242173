import type { Origin } from "../../text/origin.ts";

/**
 * Whether a condition holds in what is in scope. `at` is what shows it. Unknown for one of two reasons: the configuration that decides is out of sight,
 * or it is no matter of configuration at all (`outside`, in words).
 */
export type Answer =
  | { readonly is: "yes"; readonly at: Origin | undefined }
  | { readonly is: "no" }
  | { readonly is: "unknown"; readonly at: Origin | undefined; readonly outside: string | undefined };

export const no: Answer = { is: "no" };

/** The configuration that decides is out of sight. */
export const outOfSight: Answer = { is: "unknown", at: undefined, outside: undefined };

export function yes(at?: Origin): Answer {
  return { is: "yes", at };
}

/** No configuration shows it. */
export function outside(words: string, at?: Origin): Answer {
  return { is: "unknown", at, outside: words };
}

/** Yes or no. */
export function answer(holds: boolean, at?: Origin): Answer {
  return holds ? yes(at) : no;
}

/** All of them: no if one is no; what is out of sight counts for more than what lies outside. */
export function all(parts: readonly Answer[]): Answer {
  if (parts.some((it) => it.is === "no")) return no;
  const at = parts.find((it) => it.is === "yes" && it.at !== undefined) as { at: Origin } | undefined;
  const unknown = parts.filter((it) => it.is === "unknown");
  if (unknown.length === 0) return yes(at?.at);
  if (unknown.some((it) => it.outside === undefined)) return outOfSight;
  return outside(unknown.map((it) => it.outside).join(" and "), at?.at ?? unknown[0]!.at);
}

/** One of them. */
export function any(parts: readonly Answer[]): Answer {
  const first = parts.find((it) => it.is === "yes") ?? parts.find((it) => it.is === "unknown");
  return first ?? no;
}

/** The opposite; its absence has no place. */
export function not(part: Answer): Answer {
  if (part.is === "unknown") return part;
  return part.is === "yes" ? no : yes();
}
