import type { ControllerProduct } from "./controllers.ts";
import { compareReleases } from "./release-order.ts";

/** Why a release gets no fixes any more. */
export interface EndOfLife {
  /** Since when, for messages: `March 2026`. Undefined where the vendor counts by releases. */
  readonly since?: string;
  readonly reason: string;
  readonly help: string;
}

/**
 * F5 supports its newest release and those "released within two years of the current release" (technical specifications of the product). The newest known one,
 * 5.5.4, is of 16 July 2026; 3.6.1 came out on 4 July 2024, 3.6.2 on 19 August 2024 (its changelogs).
 */
const oldestSupportedF5 = "3.6.2";

/** Names of the current lines' last releases, for those who cannot move at once. */
const lastIngressNginx = "1.15.1";

/**
 * Whether a release has come to its end by the day of data-date.ts; undefined where it is supported or where the product's vendor does not say. ingress-nginx is retired as a
 * whole: best-effort maintenance ended in March 2026 (kubernetes.io, 11 November 2025), v1.15.1, v1.14.5 and v1.13.9 are its last releases.
 */
export function endOfLife(product: ControllerProduct, version: string | undefined): EndOfLife | undefined {
  if (product === "ingress-nginx") {
    const isLast = version === undefined || compareReleases(version, lastIngressNginx) >= 0;
    return {
      since: "March 2026",
      reason: "the project is retired, and no fix comes any more",
      help: `Move to Gateway API (ingress2gateway translates Ingresses) or to a maintained ingress controller${isLast ? "" : `; until then, run ${lastIngressNginx}, its last release`}.`,
    };
  }
  if (version === undefined || compareReleases(version, oldestSupportedF5) >= 0) return undefined;
  return {
    reason: "it came out more than two years before the current release, and F5 supports no older ones",
    help: `Upgrade to ${oldestSupportedF5} or later, best the current release.`,
  };
}
