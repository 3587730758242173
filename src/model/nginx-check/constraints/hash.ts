/** Cache line of x86-64 and of most arm64 CPUs in bytes: nginx rounds bucket sizes up to it. */
export const LINE = 64;

const POINTER = 8;

function align(size: number, to: number): number {
  return Math.ceil(size / to) * to;
}

/** A bucket's size as nginx builds it: whole cache lines, in bytes. */
export function roundedUp(bucketSize: number): number {
  return align(bucketSize, LINE);
}

/** Bytes that a key of a hash takes in its bucket (`NGX_HASH_ELT_SIZE`) on 64-bit systems. */
function elementSize(key: string): number {
  return POINTER + align(Buffer.byteLength(key) + 2, POINTER);
}

/** Whether one key fits into a bucket: `ngx_hash_init` refuses the configuration otherwise. */
export function exactNameFits(key: string, bucketSize: number): boolean {
  return roundedUp(bucketSize) >= elementSize(key) + POINTER;
}

/** The largest bucket that nginx builds: offsets within are 16 bit wide. */
export function isBucketTooLarge(bucketSize: number): boolean {
  return roundedUp(bucketSize) > 65_536 - LINE;
}

/**
 * Whether `ngx_hash_init` finds a table of at most `maxSize` buckets that holds all keys; where it does not, nginx warns and takes longer
 * chains. Keys are hashed in lower case (`ngx_hash_key_lc`).
 */
export function hasOptimalTable(keys: readonly string[], maxSize: number, bucketSize: number): boolean {
  const space = roundedUp(bucketSize) - POINTER;
  const hashes = keys.map(hashOf);
  const sizes = keys.map(elementSize);
  let start = Math.max(1, Math.floor(keys.length / Math.floor(space / (2 * POINTER))));
  if (maxSize > 10_000 && keys.length > 0 && maxSize / keys.length < 100) start = maxSize - 1000;
  for (let size = start; size <= maxSize; size += 1) {
    const filled = new Map<number, number>();
    const fits = hashes.every((hash, at) => {
      const bucket = Number(hash % BigInt(size));
      const length = (filled.get(bucket) ?? 0) + sizes[at]!;
      filled.set(bucket, length);
      return length <= space;
    });
    if (fits) return true;
  }
  return false;
}

/** `ngx_hash(key, c)` is key * 31 + c in an unsigned machine word. */
function hashOf(key: string): bigint {
  let hash = 0n;
  for (const byte of Buffer.from(key.toLowerCase())) hash = BigInt.asUintN(64, hash * 31n + BigInt(byte));
  return hash;
}
