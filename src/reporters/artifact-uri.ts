const WINDOWS_DRIVE = /^[A-Za-z]:[\\/]/;

/** A file as SARIF names it: relative to the folder called `SRCROOT` (percent-encoded), or absolute when outside it. */
export interface ArtifactUri {
  readonly uri: string;
  readonly uriBaseId?: "SRCROOT";
}

/**
 * The place of a file for SARIF (§3.4.3 and §3.4.4: relative references without `..`, RFC 3986 encoded).
 * `path` is relative to `root` or absolute; both may be of Windows. What lies outside `root` becomes a `file:` address.
 */
export function artifactUri(path: string, root: string): ArtifactUri {
  const full = isAbsolute(path) ? segmentsOf(path) : [...segmentsOf(root), ...path.split("/")];
  const there = resolve(full);
  const base = resolve(segmentsOf(root));
  const inside =
    there.length > base.length && base.every((it, index) => sameSegment(it, there[index]!, root));
  if (inside) return { uri: there.slice(base.length).map(encode).join("/"), uriBaseId: "SRCROOT" };
  return { uri: fileUri(there, isShare(isAbsolute(path) ? path : root)) };
}

/** The address of the folder `root`, with the slash at its end that SARIF asks for (§3.14.14). */
export function rootUri(root: string): string {
  const segments = resolve(segmentsOf(root));
  return segments.length === 0 ? "file:///" : `${fileUri(segments, isShare(root))}/`;
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || isShare(path) || WINDOWS_DRIVE.test(path);
}

/** A Windows share, `\\server\folder`, whose address names the server (RFC 8089, appendix E.3). */
function isShare(path: string): boolean {
  return path.startsWith("\\\\");
}

/** Backslashes separate folders in Windows paths only; elsewhere they are letters of a name. */
function segmentsOf(path: string): string[] {
  return WINDOWS_DRIVE.test(path) || isShare(path) ? path.split(/[\\/]/) : path.split("/");
}

function resolve(segments: readonly string[]): string[] {
  const resolved: string[] = [];
  for (const segment of segments) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") resolved.pop();
    else resolved.push(segment);
  }
  return resolved;
}

/** Windows does not tell upper from lower case. */
function sameSegment(a: string, b: string, root: string): boolean {
  return WINDOWS_DRIVE.test(root) ? a.toLowerCase() === b.toLowerCase() : a === b;
}

function fileUri(segments: readonly string[], share: boolean): string {
  const encoded = segments.map((it, index) => (index === 0 && /^[A-Za-z]:$/.test(it) ? it : encode(it)));
  return `${share ? "file://" : "file:///"}${encoded.join("/")}`;
}

function encode(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    /[!'()*]/g,
    (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
