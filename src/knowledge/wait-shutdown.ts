import { isAtLeast } from "./versions.ts";

/**
 * Whether an ingress-nginx image holds the `/wait-shutdown` program, which a preStop hook runs to end nginx gracefully: since 0.26.0
 * (changelog). An unknown version counts as one of the last years. `version` is `x.y.z`.
 */
export function hasWaitShutdown(version: string | undefined): boolean {
  return version === undefined || isAtLeast(version, "0.26.0");
}
