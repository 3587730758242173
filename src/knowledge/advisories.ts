import type { ControllerProduct } from "./controllers.ts";
import { advisoryRows } from "./data/advisories.ts";
import { compareReleases, isReleaseAtLeast } from "./release-order.ts";

/**
 * Published after those sources, or without a public word on range or condition when they were read: nothing is said of them. CVE-2026-77180 is F5's
 * controller, the others are nginx.
 */
export const advisoriesLeftOut: readonly string[] = [
  "CVE-2026-77180",
  "CVE-2026-90439",
  "CVE-2026-93479",
  "CVE-2026-97205",
  "CVE-2026-97629",
  "CVE-2026-118899",
  "CVE-2026-121810",
  "CVE-2026-123007",
  "CVE-2026-123633",
  "CVE-2026-123634",
];

/** Releases from the first up to, but without, the second; null: no end on that side. */
export type ReleaseRange = readonly [from: string | null, before: string | null];

/** What looks at more than one setting and has its own code: see src/model/advisories. */
export type NamedCheck =
  | "alias-and-rewrite"
  | "annotations-unvalidated"
  | "capture-before-regex-map"
  | "question-mark-rewrite"
  | "snippets-allowed"
  | "webhook-reachable";

/**
 * What has to be configured for an advisory to matter. `is` and `args` are regular expressions; `args` sees a directive's arguments with a blank
 * between them.
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly always: true }
  /** What no configuration shows, in words: with it an advisory is open at most. */
  | { readonly outside: string }
  /** A directive of nginx, in a top-level block if `in` says so, at least `count` times. */
  | {
      readonly directive: string;
      readonly args?: string;
      readonly in?: "http" | "stream" | "mail";
      readonly count?: number;
    }
  /** An argument of any directive. */
  | { readonly argument: string }
  /** A key of the controller's ConfigMap, or its default. */
  | { readonly setting: string; readonly is: string }
  /** An annotation of an Ingress that the controller serves, without prefix. */
  | { readonly annotation: string; readonly is?: string }
  /** A path of such an Ingress. */
  | { readonly path: string }
  /** The controller's image, without tag. */
  | { readonly image: string }
  | { readonly check: NamedCheck };

/** Whose advisory it is. */
export type AdvisoryOwner = ControllerProduct | "nginx";

/** One published vulnerability. */
export interface Advisory {
  readonly id: string;
  readonly of: AdvisoryOwner;
  /** A noun phrase with a small letter, for the middle of a sentence. */
  readonly title: string;
  /** By the score where there is one, else the vendor's own word. */
  readonly severity: "critical" | "high" | "medium" | "low";
  /** CVSS as the vendor published it (3.x, or 4.0 where F5 gives no other). */
  readonly score?: number;
  /** Releases of the owner: for `nginx` of nginx itself, whatever it is part of. */
  readonly affected: readonly ReleaseRange[];
  readonly when: Condition;
  /** In place of `when` where nginx runs in this controller; else `when` is looked for in snippets, because the template prints none of it. */
  readonly ingressNginx?: Condition;
  readonly f5Nic?: Condition;
  /** Module of nginx without which it does not matter: see nginx-builds.ts. */
  readonly module?: "http_charset" | "http_dav" | "http_mp4" | "http_scgi" | "http_v3" | "mail";
  /** Releases of ingress-nginx whose nginx carries the patch under an unchanged version. */
  readonly ingressNginxPatched?: readonly ReleaseRange[];
  /** Releases of OpenResty with the patch, one for each line of nginx. */
  readonly openrestyPatched?: readonly string[];
  /** nginx.org does not list it: only controllers' projects do. */
  readonly onlyControllers?: true;
  /** What helps without an upgrade; begins with a verb. */
  readonly mitigation?: string;
  readonly source: string;
}

let all: readonly Advisory[] | undefined;

/** Every advisory: ingress-nginx, F5's controller, nginx; of each the newest first. */
export function everyAdvisory(): readonly Advisory[] {
  all ??= JSON.parse(advisoryRows) as readonly Advisory[];
  return all;
}

/** Whether a release lies in one of the ranges. */
export function isInRange(release: string, ranges: readonly ReleaseRange[]): boolean {
  return ranges.some(
    ([from, before]) =>
      (from === null || isReleaseAtLeast(release, from)) &&
      (before === null || compareReleases(release, before) < 0),
  );
}

/** First releases without the flaw, oldest first; empty where no release mends it. */
export function fixedReleases({ affected }: Advisory): readonly string[] {
  return affected.map(([, before]) => before).filter((it) => it !== null);
}
