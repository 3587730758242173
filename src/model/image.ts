/** A container image as written, in its parts. */
export interface ImageReference {
  readonly text: string;
  /** Registry and path, without tag and digest: `registry.k8s.io/ingress-nginx/controller`. */
  readonly repository: string;
  /** Last part of the repository. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** First `x.y` or `x.y.z` in the tag, as `x.y.z`; undefined when the tag holds none or its start is not a version. */
  readonly version: string | undefined;
  /** Whether the tag has two numbers alone, and so moves with the releases of their line. */
  readonly isFloating: boolean;
}

/** Takes an image reference apart (distribution/reference: the tag follows the last colon after the last slash). */
export function parseImage(text: string): ImageReference {
  const [reference = "", digest] = text.trim().split("@", 2);
  const slash = reference.lastIndexOf("/");
  const colon = reference.indexOf(":", slash + 1);
  const repository = colon === -1 ? reference : reference.slice(0, colon);
  const tag = colon === -1 ? undefined : reference.slice(colon + 1) || undefined;
  return {
    text,
    repository,
    name: repository.slice(slash + 1),
    tag,
    digest,
    version: versionOf(tag),
    isFloating: digest === undefined && /^v?\d+\.\d+(?![\d.])/.test(tag ?? ""),
  };
}

function versionOf(tag: string | undefined): string | undefined {
  const match = /^(?:[a-z]+-)*v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d.]*[a-z]\d*\.)/.exec(tag ?? "");
  return match === null ? undefined : `${match[1]}.${match[2]}.${match[3] ?? 0}`;
}
