import type { Manifest } from "./manifest.ts";

/** The folder of a manifest's file, with a slash at its end. */
export function directoryOf(manifest: Manifest): string {
  return manifest.source.file.directory;
}

/** Whether two manifests are in one namespace; a manifest that leaves its namespace open is matched only with neighbours in its directory. */
export function sameNamespace(a: Manifest, b: Manifest, namespace = b.namespace): boolean {
  if (a.namespace === namespace) return true;
  return (a.namespace === undefined || namespace === undefined) && directoryOf(a) === directoryOf(b);
}

/** Whether two manifests are certainly in one namespace: both name it, or both leave it open in one folder. */
export function surelySameNamespace(a: Manifest, b: Manifest): boolean {
  return a.namespace === b.namespace && (a.namespace !== undefined || directoryOf(a) === directoryOf(b));
}

/** Number of leading path parts that two manifests share, the file's own name among them. */
function closeness(a: Manifest, b: Manifest): number {
  if (a.source.file === b.source.file) return Number.POSITIVE_INFINITY;
  const left = directoryOf(a).split("/");
  const right = directoryOf(b).split("/");
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at += 1;
  return at;
}

/** The candidate that shares most of the path; with `strict`, none where two are equally near. */
export function nearest(
  candidates: readonly Manifest[],
  from: Manifest,
  strict = false,
): Manifest | undefined {
  if (candidates.length <= 1) return candidates[0];
  let best: Manifest | undefined;
  let bestScore = -1;
  let tied = false;
  for (const candidate of candidates) {
    const score = closeness(candidate, from);
    tied = score === bestScore || (score < bestScore && tied);
    if (score > bestScore) {
      best = candidate;
      bestScore = score;
      tied = false;
    }
  }
  return strict && tied ? undefined : best;
}
