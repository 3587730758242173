import type { Origin } from "../text/origin.ts";

/** A value that somebody wrote, or that is in force because nobody did. */
export interface Known<T> {
  readonly state: "explicit" | "default";
  readonly value: T;
  /** The place that decided it. */
  readonly origin: Origin;
}

/** A value that cannot be known from the inputs. It proves nothing, in either direction. */
export interface Unknown {
  readonly state: "unknown";
  /** Why, for example `known after apply`. */
  readonly reason: string;
  readonly origin: Origin;
}

/** What the model works out of a setting. */
export type Value<T> = Known<T> | Unknown;

/** A value that was written. */
export function explicit<T>(value: T, origin: Origin): Known<T> {
  return { state: "explicit", value, origin };
}

/** A value in force because nothing was written; `origin` is the block or manifest that leaves it out. */
export function byDefault<T>(value: T, origin: Origin): Known<T> {
  return { state: "default", value, origin };
}

/** A value that cannot be known. */
export function unknown(reason: string, origin: Origin): Unknown {
  return { state: "unknown", reason, origin };
}

/** The value if it is known, else undefined. */
export function known<T>(value: Value<T> | undefined): T | undefined {
  return value === undefined || value.state === "unknown" ? undefined : value.value;
}
