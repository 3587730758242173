import {
  type BufferLevel,
  bufferFamiliesOf,
  bufferLevels,
  type Slot,
  slotOrigin,
  valuesOf,
} from "./buffer-levels.ts";
import {
  type BufferCheck,
  type BufferSlot,
  type BufferValues,
  judgeBuffers,
  slotsOfCheck,
} from "./buffers.ts";
import type { NginxConfig } from "./nginx-config.ts";

/** A level whose buffer settings nginx refuses. */
export interface BufferFlaw {
  readonly level: BufferLevel;
  readonly check: BufferCheck;
  /** The values as judged; where `certain` is false, what is out of sight is taken to say nothing. */
  readonly values: BufferValues;
  readonly certain: boolean;
  /** The slot to report at: the innermost that somebody wrote. */
  readonly at: BufferSlot;
  /** Slots that somebody wrote and that take part in the failing check. */
  readonly written: readonly BufferSlot[];
}

/**
 * What nginx refuses of a configuration's buffers, in nginx's order: all levels of one family before the next family. Values that break
 * several levels are reported for the first of them only: once they are mended there, they are mended everywhere.
 */
export function bufferFlaws(config: NginxConfig, pageSize: number): readonly BufferFlaw[] {
  const done = flawsOf.get(config);
  if (done?.pageSize === pageSize) return done.flaws;
  const flaws = [...findFlaws(config, pageSize)];
  flawsOf.set(config, { pageSize, flaws });
  return flaws;
}

/** Two rules ask. */
const flawsOf = new WeakMap<
  NginxConfig,
  { readonly pageSize: number; readonly flaws: readonly BufferFlaw[] }
>();

function* findFlaws(config: NginxConfig, pageSize: number): Generator<BufferFlaw> {
  const seen = new Set<string>();
  for (const family of bufferFamiliesOf(config)) {
    const open = [...bufferLevels(config, family)].reverse();
    for (let level = open.pop(); level !== undefined; level = open.pop()) {
      for (let at = level.children.length - 1; at >= 0; at -= 1) open.push(level.children[at]!);
      const flaw = flawOf(level, pageSize);
      if (flaw === undefined || !concerns(flaw, config)) continue;
      const places = flaw.written.map((it) => placeKey(level.slots[it])).sort();
      const key = `${family} ${[...new Set(places)].join(" ")}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield flaw;
    }
  }
}

/** The flaw of one level, if it has one; also where the same values were the flaw of an outer level. */
export function flawOf(level: BufferLevel, pageSize: number): BufferFlaw | undefined {
  if (level.checked === "never") return undefined;
  const sure = valuesOf(level, false);
  const proven = level.checked === "always" ? judgeBuffers(sure, pageSize) : undefined;
  const assumed = valuesOf(level, true);
  const check = proven ?? judgeBuffers(assumed, pageSize);
  if (check === undefined) return undefined;
  const values = proven === undefined ? assumed : sure;
  const written = byBlame(check, values, pageSize).filter(
    (it) => level.slots[it].written && level.slots[it].value !== "unknown",
  );
  const at = innermost(written, level);
  if (at === undefined) return undefined;
  return { level, check, values, certain: proven !== undefined, at, written };
}

/**
 * Slots of a check, the one to change first. Too large a busy size is lowered, unless not even the largest buffer fits into the rest: then
 * that buffer breaks the sum, or the number does where two buffers can never do.
 */
function byBlame(check: BufferCheck, values: BufferValues, pageSize: number): readonly BufferSlot[] {
  if (check !== "busy-high") return slotsOfCheck[check];
  if (values.busy === "unset" && typeof values.number === "number" && values.number < 3) {
    return ["number", "size", "bufferSize", "busy"];
  }
  const alone = judgeBuffers({ ...values, busy: "unknown" }, pageSize);
  return alone === undefined ? slotsOfCheck[check] : ["bufferSize", "number", "size", "busy"];
}

/** The slot that was set last on the way in: a location's over its server's, an Ingress's over its controller's; of several the first. */
function innermost(slots: readonly BufferSlot[], level: BufferLevel): BufferSlot | undefined {
  let best: BufferSlot | undefined;
  let bestRank = -1;
  for (const slot of slots) {
    const rank = rankOf(level.slots[slot], level);
    if (rank <= bestRank) continue;
    best = slot;
    bestRank = rank;
  }
  return best;
}

function rankOf(slot: Slot, level: BufferLevel): number {
  let depth = 0;
  for (let scope = slot.scope; scope !== undefined; scope = scope.parent) depth += 2;
  return depth + (isOfIngress(slot, level.scope.config) ? 1 : 0);
}

/**
 * A rendered configuration holds the values of the controller and of one Ingress. What the controller's values alone break is a
 * flaw of the controller's own configuration and left to that.
 */
function concerns(flaw: BufferFlaw, config: NginxConfig): boolean {
  if (config.ingress === undefined) return true;
  return flaw.written.some((it) => isOfIngress(flaw.level.slots[it], config));
}

function isOfIngress(slot: Slot, config: NginxConfig): boolean {
  if (config.ingress === undefined) return false;
  return slotOrigin(slot)?.place().resource === config.ingress.manifest.resource;
}

function placeKey(slot: Slot): string {
  const place = slotOrigin(slot)!.place();
  return `${place.file.path}:${place.span.start}`;
}
