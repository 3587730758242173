import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { renderSize } from "../engine/size.ts";

/** The bytes of a file, or in words why they were not read. */
export type ReadOutcome =
  | { readonly bytes: Buffer; readonly reason?: undefined }
  | { readonly bytes?: undefined; readonly reason: string };

export interface ReadLimits {
  readonly maxBytes: number;
  /** Whether the last part of the path may be a symbolic link. */
  readonly follow: boolean;
  /** Whether its directory has just said that it is a regular file. */
  readonly isFile?: boolean;
}

/**
 * Reads a regular file of at most `maxBytes`. Nothing else is read: a pipe would block and a device may never end, and checking the open file
 * leaves no time in which it could be exchanged. Where the directory has said what it is, the check is left out: one that was exchanged since
 * is opened without waiting, and read no further than `maxBytes`. The bytes hold until the next call: decode or copy them before. Throws the
 * system's error.
 */
export function readRegularFile(path: string, limits: ReadLimits): ReadOutcome {
  const descriptor = openSync(
    path,
    constants.O_RDONLY | constants.O_NONBLOCK | (limits.follow ? 0 : constants.O_NOFOLLOW),
  );
  try {
    const stats = limits.isFile === true ? undefined : fstatSync(descriptor);
    if (stats?.isFile() === false) return { reason: specialFile(stats) };
    const size = stats?.size ?? 0;
    const bytes = size > limits.maxBytes ? undefined : readToEnd(descriptor, size, limits.maxBytes);
    return bytes === undefined ? { reason: `over ${renderSize(limits.maxBytes)}` } : { bytes };
  } finally {
    closeSync(descriptor);
  }
}

/** What something that is no regular file is called. */
export function specialFile(entry: Pick<Stats, "isFIFO" | "isSocket" | "isDirectory">): string {
  if (entry.isFIFO()) return "named pipe";
  if (entry.isSocket()) return "socket";
  return entry.isDirectory() ? "directory" : "device";
}

/** Most files are small: one buffer serves them all. */
const scratch = Buffer.allocUnsafeSlow(256 * 1024);

/** Files below /proc say size 0 and have content, and a file may grow: the end is where reading ends. `size` is 0 where it is not known. */
function readToEnd(descriptor: number, size: number, maxBytes: number): Buffer | undefined {
  let buffer = size < scratch.length ? scratch : Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (count === 0) return buffer.subarray(0, length);
    length += count;
    if (size > 0 && length === size) return buffer.subarray(0, length);
    if (length > maxBytes) return undefined;
    if (length < buffer.length) continue;
    const larger = Buffer.allocUnsafe(Math.min(buffer.length * 2, maxBytes + 1) + 1);
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }
}
