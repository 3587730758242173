import { milliseconds } from "./clock.ts";

/** Told of each file that was read and each rule that was run, with the milliseconds that it took. */
export type Observe = (what: "file" | "rule", name: string, milliseconds: number) => void;

/** Does something, and tells how long that took. */
export function observed<T>(
  observe: Observe | undefined,
  what: "file" | "rule",
  name: string,
  work: () => T,
): T {
  if (observe === undefined) return work();
  const start = milliseconds();
  try {
    return work();
  } finally {
    observe(what, name, milliseconds() - start);
  }
}
