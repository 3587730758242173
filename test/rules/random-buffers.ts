import { type BufferFamily, bufferFamilies } from "../../src/model/buffers.ts";

/** A small generator of numbers (mulberry32), so that a failing run can be repeated by its seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: () => number, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)]!;
}

const sizes = [
  "0",
  "1k",
  "2k",
  "4k",
  "4096",
  "5000",
  "8k",
  "14k",
  "14337",
  "16K",
  "28k",
  "32k",
  "64k",
  "128k",
  "1m",
] as const;
const numbers = ["1", "2", "3", "4", "8", "16", "100"] as const;

/** The buffer directives of one level, in any order; each at most once, as nginx wants it. */
function directives(random: () => number, family: BufferFamily, share: number): string[] {
  const lines: string[] = [];
  const size = () => pick(random, sizes);
  if (random() < share) lines.push(`${family}_buffer_size ${size()};`);
  if (random() < share)
    lines.push(`${family}_buffers ${pick(random, numbers)} ${pick(random, sizes.slice(1))};`);
  if (random() < share) lines.push(`${family}_busy_buffers_size ${size()};`);
  if (random() < share / 3) lines.push(`${family}_temp_file_write_size ${size()};`);
  if (random() < share / 3) lines.push(`${family}_max_temp_file_size ${size()};`);
  return lines.sort(() => random() - 0.5);
}

/**
 * A whole nginx.conf with buffer settings on random levels: http, servers, locations, nested locations, beside `if` and `limit_except` blocks
 * that inherit them. About half of all are refused by nginx.
 */
export function randomBufferConfig(random: () => number): string {
  const families =
    random() < 0.7
      ? [pick(random, bufferFamilies)]
      : [pick(random, bufferFamilies), pick(random, bufferFamilies)];
  const distinct = [...new Set(families)];
  const share = pick(random, [0.1, 0.2, 0.35]);
  const level = (): string => distinct.flatMap((it) => directives(random, it, share)).join(" ");
  const location = (path: string, depth: number): string => {
    const inside = [level()];
    if (random() < 0.2) inside.push('if ($request_method = "POST") { set $kind write; }');
    if (random() < 0.2) inside.push("limit_except GET { deny all; }");
    if (depth < 3 && random() < 0.35) inside.push(location(`${path}/inner`, depth + 1));
    return `location ${path} { ${inside.sort(() => random() - 0.5).join(" ")} }`;
  };
  const server = (at: number): string => {
    const locations = Array.from({ length: Math.floor(random() * 3) }, (_, it) => location(`/path${it}`, 1));
    return `server { listen 127.0.0.1:${18080 + at}; ${level()} ${locations.join(" ")} }`;
  };
  const count = Math.floor(random() * 3.4);
  const servers = Array.from({ length: count }, (_, it) => server(it));
  const http = [level(), ...servers].sort(() => random() - 0.5);
  return `events { }\nhttp {\n${http.join("\n")}\n}\n`;
}
