import { isAtLeast } from "./versions.ts";

/** First release with `--enable-annotation-validation`, off by default (pkg/flags/flags.go). */
const SINCE = "1.9.1";

/** First release that has it on by default. */
const ON_BY_DEFAULT_SINCE = "1.12.0";

/**
 * Whether a release of ingress-nginx checks the form of annotations (`--enable-annotation-validation`). `flag` is the flag as
 * written; `flagsInSight` says whether its absence means anything. Undefined where that cannot be told.
 */
export function validatesAnnotations(
  version: string | undefined,
  flag: boolean | undefined,
  flagsInSight: boolean,
): boolean | undefined {
  if (version !== undefined && !isAtLeast(version, SINCE)) return false;
  if (flag !== undefined) return flag;
  if (version === undefined) return undefined;
  // What the chart and the manifests of a release set is its default from 1.12.0 on; nobody knows that of a release out of sight before.
  if (!flagsInSight && !isAtLeast(version, ON_BY_DEFAULT_SINCE)) return undefined;
  return isAtLeast(version, ON_BY_DEFAULT_SINCE);
}

/**
 * Whether the check lets a `rewrite-target` through: a path of letters, digits and `-._~/:$` (internal/ingress/annotations/rewrite/main.go, the
 * same in every release that checks). One that it does not let through is dropped, and nothing is rewritten.
 */
export function isAcceptedRewriteTarget(value: string): boolean {
  return /^\/?[-._~a-zA-Z0-9/:$]*$/.test(value) && !/[\r\n]/.test(value);
}
