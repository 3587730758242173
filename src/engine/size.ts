const units: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Bytes of a size as people write it (`500000`, `512k`, `10MB`, `10 MiB`; 1k = 1024), or undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?\s*$/i.exec(text);
  if (match === null) return undefined;
  const bytes = Math.floor(Number(match[1]) * units[match[2]!.toLowerCase()]!);
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A number of bytes for a message: `10 MB`, `1.5 MB`, `812 bytes` (1 MB = 1024 × 1024). */
export function renderSize(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const [value, unit] =
    bytes < 2 ** 20
      ? [bytes / 2 ** 10, "kB"]
      : bytes < 2 ** 30
        ? [bytes / 2 ** 20, "MB"]
        : [bytes / 2 ** 30, "GB"];
  return `${Number(value.toFixed(1))} ${unit}`;
}
