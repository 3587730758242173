import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { isPublicHost } from "../../../src/model/host-names.ts";
import { quote } from "../../../src/text/quote.ts";
import { type Overlay, overlayGroups } from "./overlays.ts";

export default defineRule({
  id: "environment-drift",
  subject: "project",
  severity: "warning",
  preset: "strict",
  summary:
    "Production's Ingress has what that of no earlier environment has: TLS, public hosts, annotations.",
  why: "What no earlier environment has is tried out in production for the first time.",
  references: [
    "https://kubernetes.io/docs/tasks/manage-kubernetes-objects/kustomization/#bases-and-overlays",
    "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
  ],
  lessons: [45],

  *check(project) {
    for (const { production, earlier } of overlayGroups(project)) {
      // The stage next to production is where the change is looked at last.
      const last = earlier.at(-1)!;
      for (const it of [
        tls(production, earlier),
        hosts(production, earlier),
        annotations(production, earlier),
      ])
        if (it !== undefined) yield { at: last.ingress.manifest.nameOrigin, ...it };
    }
  },
});

type Part = Omit<Finding, "at">;

function tls(production: Overlay, earlier: readonly Overlay[]): Part | undefined {
  if (production.tls === undefined || earlier.some((it) => it.tls !== undefined)) return undefined;
  return {
    message: `${production.ingress.label} has TLS in ${quote(production.environment.name)} and in no earlier environment (${names(earlier)}).`,
    help: "Set 'spec.tls' in the earlier environment as well, with a certificate of its own.",
    related: [{ at: production.tls, message: "Production's TLS is set here." }],
    key: "tls",
  };
}

function hosts(production: Overlay, earlier: readonly Overlay[]): Part | undefined {
  const wanted = production.hosts.filter(isPublicHost);
  if (wanted.length === 0) return undefined;
  const related = [{ at: production.hostOrigin, message: "Production's hosts are set here." }];
  if (!earlier.some((it) => it.hosts.some(isPublicHost)))
    return {
      message: `${production.ingress.label} serves public host ${quote(wanted[0]!)} in ${quote(production.environment.name)}; earlier environments (${names(earlier)}) have internal names only.`,
      help: "Give an earlier environment a public name too, and test with it.",
      related,
      key: "hosts",
    };
  const count = sitesOf(production);
  const most = Math.max(...earlier.map(sitesOf));
  if (most >= count) return undefined;
  return {
    message: `${production.ingress.label} serves ${count} sites in ${quote(production.environment.name)} and at most ${most} in earlier environments (${names(earlier)}).`,
    help: "Add a counterpart of every production site to the earlier environment.",
    related,
    key: "hosts",
  };
}

/** Hosts, `www.` counted with the name behind it. */
function sitesOf(overlay: Overlay): number {
  return new Set(overlay.hosts.map((it) => it.replace(/^www\./, ""))).size;
}

/** Settings that rightly differ by environment: who may come in, how much, and what names and certificates are made. */
const mayDiffer =
  /\/(?:whitelist-source-range|allowlist-source-range|denylist-source-range|auth-|satisfy|limit-|canary|server-alias|enable-access-log|access-log|cors-allow-origin|mirror-)/;

function annotations(production: Overlay, earlier: readonly Overlay[]): Part | undefined {
  const missing = [...production.annotations].filter(
    ([name]) => !mayDiffer.test(name) && !earlier.some((it) => it.annotations.has(name)),
  );
  const [first, ...others] = missing;
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return {
    message: `Annotation ${quote(first[0])}${more} of ${production.ingress.label} ${others.length === 0 ? "is" : "are"} set in ${quote(production.environment.name)} and in no earlier environment (${names(earlier)}).`,
    help: "Set the annotations in the base, or in the earlier environment as well.",
    related: missing.map(([name, at]) => ({ at, message: `${quote(name)} is set for production alone.` })),
    key: "annotations",
  };
}

function names(overlays: readonly Overlay[]): string {
  return overlays.map((it) => quote(it.environment.name)).join(", ");
}
