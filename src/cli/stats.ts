import { sanitise } from "../reporters/sanitise.ts";
import { milliseconds } from "../text/clock.ts";
import type { Observe } from "../text/observe.ts";

const SHOWN = 10;

/** Where the time of a run went. */
export class Stats {
  readonly #times = { file: new Map<string, number>(), rule: new Map<string, number>() };
  readonly #phases: (readonly [name: string, milliseconds: number])[] = [];
  #since = milliseconds();

  readonly observe: Observe = (what, name, milliseconds) => {
    const times = this.#times[what];
    times.set(name, (times.get(name) ?? 0) + milliseconds);
  };

  /** Ends a part of the run that began when the last one ended. */
  endOf(phase: string): void {
    const now = milliseconds();
    this.#phases.push([phase, now - this.#since]);
    this.#since = now;
  }

  /** The parts of the run, and the rules and files that took longest, in milliseconds. */
  render(): string {
    const total = this.#phases.reduce((sum, [, it]) => sum + it, 0);
    return [
      ...table("Time (ms)", [...this.#phases, ["all", total]]),
      ...table("Slowest rules (ms)", slowest(this.#times.rule)),
      ...table("Slowest files to read (ms)", slowest(this.#times.file)),
      "",
    ].join("\n");
  }
}

function slowest(times: ReadonlyMap<string, number>): (readonly [string, number])[] {
  return [...times].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, SHOWN);
}

function table(title: string, rows: readonly (readonly [string, number])[]): string[] {
  if (rows.length === 0) return [];
  return [title, ...rows.map(([name, it]) => `  ${it.toFixed(1).padStart(9)}  ${sanitise(name)}`)];
}
