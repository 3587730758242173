import { type DurationFormat, parseDuration } from "../knowledge/durations.ts";
import { quote } from "../text/quote.ts";
import type { Word } from "./shell.ts";
import { explicit, unknown, type Value } from "./value.ts";

/** How long the application in a container keeps an idle connection, and how that is known. */
export interface BackendTimeout {
  /** Seconds; `Infinity` where it never closes an idle connection. */
  readonly value: Value<number>;
  /** What runs there, for messages: `gunicorn`; undefined where only the author says the value. */
  readonly server: string | undefined;
  /** The setting that decides, as its users write it: `'--keep-alive'`; for a default, in words. */
  readonly decidedBy: string;
  /** How to raise it to a number of seconds: a clause that starts with a verb. */
  readonly advice: (seconds: number) => string;
}

/** The value of a setting in seconds; undefined where it says that no connection is kept. */
export function readIdleTime(
  word: Word,
  setting: {
    readonly format: DurationFormat;
    readonly zero?: "endless" | "none";
    readonly negative?: "endless";
  },
): Value<number> | undefined {
  if (word.text === undefined) return unknown("set elsewhere", word.origin);
  const seconds = parseDuration(word.text, setting.format);
  if (seconds === undefined) return unknown(`not a time: ${quote(word.text)}`, word.origin);
  if (seconds > 0) return explicit(seconds, word.origin);
  const meaning = seconds === 0 ? setting.zero : setting.negative;
  if (meaning === "none") return undefined;
  return meaning === "endless"
    ? explicit(Number.POSITIVE_INFINITY, word.origin)
    : unknown("no time to wait", word.origin);
}
