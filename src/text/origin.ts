import type { SourceFile, Span } from "./source-file.ts";

/** Where something stands: a range of a file and, for resources, which resource and which part of it. */
export interface Place {
  readonly file: SourceFile;
  readonly span: Span;
  /** Logical location: `ConfigMap/ingress-nginx/ingress-nginx-controller`, or a Terraform resource address. */
  readonly resource?: string | undefined;
  /** The part of the resource, as its users write it: `data["proxy-buffer-size"]`. */
  readonly attribute?: string | undefined;
}

/**
 * The way back from a value to its place. Places are worked out when asked for, because almost no value is ever
 * reported: making an origin costs an object, not a search.
 */
export interface Origin {
  place(): Place;
}

/** An origin whose place is already known. */
export function originAt(place: Place): Origin {
  return { place: () => place };
}

/** A range of a file as an origin. */
export function originOf(file: SourceFile, start: number, end: number, resource?: string): Origin {
  return { place: () => ({ file, span: { start, end }, resource }) };
}

/**
 * A text together with the way from its offsets back to the file that holds it. A file's own content is one; so is
 * an nginx.conf inside a ConfigMap's block scalar, whose lines are indented and whose escapes are resolved.
 */
export interface LocatedText {
  readonly text: string;
  /** The place of a half-open range of `text`. */
  origin(start: number, end: number): Origin;
}

/** The whole of a file as located text. */
export function textOfFile(file: SourceFile): LocatedText {
  return { text: file.text, origin: (start, end) => originOf(file, start, end) };
}
