/** One block of a PEM text. */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, `EC PRIVATE KEY` … */
  readonly label: string;
  /** The block with its two lines of dashes. */
  readonly text: string;
  /** Offsets of the block in the text. */
  readonly start: number;
  readonly end: number;
}

// Headers such as `Proc-Type` hold single dashes.
const block = /-----BEGIN ([A-Z0-9 ]+)-----(?:[^-]|-(?!----))*-----END \1-----/g;

/** The blocks of a PEM text in order (RFC 7468); what stands between them is ignored, as OpenSSL and Go do. */
export function parsePem(text: string): readonly PemBlock[] {
  return [...text.matchAll(block)].map((it) => ({
    label: it[1]!,
    text: it[0],
    start: it.index,
    end: it.index + it[0].length,
  }));
}

/** Whether a text claims to hold PEM blocks. */
export function looksLikePem(text: string): boolean {
  return text.includes("-----BEGIN ");
}
