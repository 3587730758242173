import { type BufferLevel, bufferLevels, type Slot, slotOrigin } from "../../../src/model/buffer-levels.ts";
import {
  type BufferFamily,
  bufferDirective,
  bufferFamilies,
  DEFAULT_NUMBER,
  formatSize,
} from "../../../src/model/buffers.ts";
import { allDirectives, type NginxConfig } from "../../../src/model/nginx-config.ts";
import { isWritten, stateOf } from "../../../src/model/rendered-directive.ts";
import { append } from "../../../src/text/append.ts";
import type { Origin } from "../../../src/text/origin.ts";

/** What one busy connection of a location holds. */
export interface Demand {
  readonly bytes: number;
  /** The sum in words: `(16k + 8 × 16k)`. */
  readonly sum: string;
  /** Where the largest part of it is written; undefined where all of it is default. */
  readonly origin: Origin | undefined;
  /** The other places that decide it. */
  readonly others: readonly { readonly origin: Origin; readonly message: string }[];
}

/** The location of a configuration that needs most per connection; undefined where none passes requests on, or its buffers are not known. */
export function largestDemand(config: NginxConfig, pageSize: number): Demand | undefined {
  const passing = new Set<BufferFamily>();
  for (const { name } of allDirectives(config)) {
    if (!name.endsWith("_pass")) continue;
    const family = bufferFamilies.find((it) => name === `${it}_pass`);
    if (family !== undefined) passing.add(family);
  }
  let largest: Demand | undefined;
  for (const family of passing) {
    const open = [...bufferLevels(config, family)];
    for (let level = open.pop(); level !== undefined; level = open.pop()) {
      append(open, level.children);
      if (level.scope.own(`${family}_pass`).length === 0) continue;
      const demand = demandOf(level, pageSize);
      if (demand !== undefined && demand.bytes > (largest?.bytes ?? 0)) largest = demand;
    }
  }
  return largest;
}

function demandOf(level: BufferLevel, pageSize: number): Demand | undefined {
  const { family, scope, slots } = level;
  const read = (slot: Slot, fallback: number): number | undefined =>
    !slot.certain || slot.value === "unknown" ? undefined : slot.value === "unset" ? fallback : slot.value;
  const header = read(slots.bufferSize, pageSize);
  const number = read(slots.number, DEFAULT_NUMBER);
  const size = read(slots.size, pageSize);
  const buffering = scope.find(`${family}_buffering`);
  if (header === undefined || number === undefined || size === undefined) return undefined;
  // Without buffering a connection has the one buffer of the header.
  const isOff = buffering?.args[0]?.value.toLowerCase() === "off";
  if (buffering === undefined && !scope.complete) return undefined;
  const bytes = isOff ? header : header + number * size;
  const sum = isOff ? formatSize(header) : `(${formatSize(header)} + ${number} × ${formatSize(size)})`;
  const places: { origin: Origin; message: string; bytes: number }[] = [];
  const add = (slot: Slot, part: number, text: string) => {
    const origin = slot.written ? slotOrigin(slot) : undefined;
    if (origin !== undefined) places.push({ origin, message: text, bytes: part });
  };
  if (!isOff) {
    const name = bufferDirective(family, "number");
    // One directive holds both; in a ConfigMap the size is a setting of its own, the one of the header's buffer.
    const slot = slots.number.written ? slots.number : slots.size;
    add(slot, number * size, `'${name}' is ${number} ${formatSize(size)}.`);
  }
  const name = bufferDirective(family, "bufferSize");
  add(slots.bufferSize, header, `'${name}' is ${formatSize(header)}.`);
  if (buffering !== undefined && isWritten(stateOf(buffering, 0)))
    places.push({
      origin: buffering.origin,
      message: `'${buffering.name}' is ${isOff ? "off" : "on"}.`,
      bytes: -1,
    });
  const [first, ...others] = places.filter((it) => it.bytes >= 0);
  return { bytes, sum, origin: first?.origin, others: [...others, ...places.filter((it) => it.bytes < 0)] };
}
