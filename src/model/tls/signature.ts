/** Object identifiers of signature algorithms over digests that OpenSSL's default security level refuses, and their names. */
const weak: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.1.4", "MD5"], // md5WithRSAEncryption
  ["1.2.840.113549.1.1.5", "SHA-1"], // sha1WithRSAEncryption
  ["1.2.840.10045.4.1", "SHA-1"], // ecdsa-with-SHA1
  ["1.2.840.10040.4.3", "SHA-1"], // dsa-with-sha1
]);

/**
 * The digest of a certificate's signature where it is one that clients and OpenSSL refuse: `SHA-1` or `MD5` (RFC 5280, section
 * 4.1.1.2: `signatureAlgorithm`). Undefined for others, and where the encoding is not understood. Node's X509Certificate does not tell it.
 */
export function weakDigestOf(der: Uint8Array): string | undefined {
  const certificate = readElement(der, 0);
  if (certificate === undefined) return undefined;
  const body = readElement(der, certificate.start);
  const algorithm = body && readElement(der, body.end);
  const identifier = algorithm && readElement(der, algorithm.start);
  if (identifier === undefined || identifier.tag !== 0x06) return undefined;
  return weak.get(objectIdentifier(der.subarray(identifier.start, identifier.end)));
}

/** Object identifiers, as they are encoded, that only certificates of public authorities carry. */
const publicMarks: readonly Buffer[] = [
  // 1.3.6.1.4.1.11129.2.4.2: signed timestamps of public logs (RFC 6962, section 3.3).
  Buffer.from("060a2b06010401d679020402", "hex"),
  // 2.23.140.1.2.*: domain, organisation or person validated (Baseline Requirements, 7.1.6.1: one is mandatory).
  Buffer.from("060667810c0102", "hex"),
  // 2.23.140.1.1: extended validation.
  Buffer.from("060567810c0101", "hex"),
];

/** Whether a public authority issued a certificate: it says so by its policies, or carries timestamps of public logs. */
export function isOfPublicAuthority(der: Buffer): boolean {
  return publicMarks.some((it) => der.includes(it));
}

interface Element {
  readonly tag: number;
  /** Range of the content. */
  readonly start: number;
  readonly end: number;
}

/** One element of DER at an offset; undefined where it does not fit the bytes. */
function readElement(der: Uint8Array, at: number): Element | undefined {
  const tag = der[at];
  const first = der[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) return undefined;
    length = 0;
    for (const byte of der.subarray(start, start + count)) length = length * 256 + byte;
    start += count;
  }
  const end = start + length;
  return end <= der.length ? { tag, start, end } : undefined;
}

function objectIdentifier(bytes: Uint8Array): string {
  const [first = 0, ...rest] = bytes;
  const parts = [Math.floor(first / 40), first % 40];
  let value = 0;
  for (const byte of rest) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      parts.push(value);
      value = 0;
    }
  }
  return parts.join(".");
}
