import { isUtf8 } from "node:buffer";

const PROBE_BYTES = 8192;
/** Random bytes are about a tenth control characters; text in any encoding has next to none. */
const CONTROL_SHARE = 0.02;

/**
 * Text of a file's bytes, or undefined when they are not text. UTF-16 is known by its byte order mark (PowerShell's
 * `>` writes it); everything else is read as UTF-8, and bytes that are not (a Latin-1 comment) become U+FFFD.
 * A byte order mark stays in the text as U+FEFF, so that offsets are those of the file.
 */
export function decode(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(0, bytes.length & ~1));
    return even.swap16().toString("utf16le");
  }
  const probe = bytes.subarray(0, PROBE_BYTES);
  if (probe.includes(0)) return undefined;
  if (!isUtf8(bytes) && controlShare(probe) > CONTROL_SHARE) return undefined;
  return bytes.toString("utf8");
}

function controlShare(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) count += 1;
  return count / bytes.length;
}
