import type { Related, Severity } from "../../../src/engine/finding.ts";
import { type Advisory, fixedReleases } from "../../../src/knowledge/advisories.ts";
import type { Installation } from "../../../src/model/advisories/installation.ts";
import { releaseWithout, type Verdict } from "../../../src/model/advisories/verdict.ts";
import type { Origin } from "../../../src/text/origin.ts";

/** The CVSS score, or what stands for it where the vendor gave a word alone. */
function rankOf({ score, severity }: Advisory): number {
  return score ?? { critical: 9, high: 7.5, medium: 5, low: 3 }[severity];
}

/** Of what is left open: a warning from CVSS 7 on. */
export function severityOf(advisories: readonly Advisory[]): Severity {
  return advisories.some((it) => rankOf(it) >= 7) ? "warning" : "info";
}

/** The worst first. */
export function byRank(verdicts: readonly Verdict[]): readonly Verdict[] {
  return [...verdicts].sort((a, b) => rankOf(b.advisory) - rankOf(a.advisory));
}

/** The same for advisories that hang on the same part of a configuration and end with the same release. */
export function alikeKey({ affected, ingressNginx, f5Nic, when, of }: Advisory): string {
  return JSON.stringify([of, affected, when, ingressNginx, f5Nic]);
}

/** `CVE-2025-1974 (CVSS 9.8)`. */
function nameOf(advisory: Advisory): string {
  return `${advisory.id} (${weightOf(advisory)})`;
}

function weightOf({ score, severity }: Advisory): string {
  return score === undefined ? severity : `CVSS ${score}`;
}

/** What one installation has in use; the advisories hang on the same thing, the worst first. */
export function reachableMessage({ label }: Installation, advisories: readonly Advisory[]): string {
  const [first, ...others] = advisories;
  const rest = others.map(nameOf);
  const names =
    [nameOf(first!), ...rest.slice(0, -1)].join(", ") + (rest.length > 0 ? ` and ${rest.at(-1)}` : "");
  return `${label} has ${names}, and its configuration uses what ${rest.length === 0 ? "it takes" : "they take"}: ${first!.title}.`;
}

/** More than a few are named apart from the message. */
function namedInMessage(group: readonly Verdict[]): readonly Verdict[] {
  return group.length > 5 ? group.slice(0, 3) : group;
}

function idsOf(group: readonly Verdict[], total = group.length): string {
  const rest = total - group.length;
  return `${group.map((it) => it.advisory.id).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** The ids for which the message has no room. */
export function otherIds(at: Origin, group: readonly Verdict[]): Related[] {
  const others = group.slice(namedInMessage(group).length);
  return others.length === 0 ? [] : [{ at, message: `The others are ${idsOf(others)}.` }];
}

/** What one installation leaves open, the worst first. */
export function openMessage({ label }: Installation, group: readonly Verdict[]): string {
  const { advisory, outside } = group[0]!;
  if (group.length > 1) {
    const ids = idsOf(namedInMessage(group), group.length);
    return `${label} has ${group.length} published vulnerabilities that its configuration does not rule out, the worst rated ${weightOf(advisory)}: ${ids}.`;
  }
  const rest =
    outside === undefined ? "The configuration that decides is out of sight" : `It also takes ${outside}`;
  return `${label} has ${nameOf(advisory)}: ${advisory.title}. ${rest}.`;
}

/** The upgrade that ends all of them, and what helps until then where that is one thing. */
export function helpOf(installation: Installation, advisories: readonly Advisory[]): string {
  const mitigations = [...new Set(advisories.map((it) => it.mitigation))];
  const [mitigation] = mitigations.length === 1 ? mitigations : [];
  const until = mitigation === undefined ? "" : `; until then, ${mitigation}`;
  const { product } = installation;
  const release = releaseWithout(installation, advisories);
  if (release === undefined) {
    return product === "ingress-nginx"
      ? `Move to a controller that is maintained: no release of this one mends it${until}.`
      : `Watch for a release that mends it${until}.`;
  }
  return `Upgrade to ${targetOf(installation, advisories, release)} or later${until}.`;
}

/** The fixed releases of all lines where one advisory or several alike are meant, else the oldest that ends all. */
function targetOf({ product }: Installation, advisories: readonly Advisory[], release: string): string {
  const first = advisories[0]!;
  const isOne = advisories.every((it) => alikeKey(it) === alikeKey(first));
  if (product === "openresty") {
    const patched = isOne ? first.openrestyPatched : undefined;
    return patched === undefined ? `an OpenResty with nginx ${release}` : patched.join(", ");
  }
  const own = isOne && (first.of === product || product === "nginx") ? fixedReleases(first) : [];
  return own.includes(release) ? own.slice(own.indexOf(release)).join(", ") : release;
}

/** What in the configuration meets the conditions, apart from what no configuration shows; once for each place. */
export function evidenceOf(group: readonly Verdict[]): Related[] {
  const places = new Map<string, { at: Origin; ids: string[]; outside: string }>();
  for (const { advisory, at, outside } of group) {
    if (at === undefined || outside === undefined) continue;
    const { file, span } = at.place();
    const key = `${file.path}:${span.start} ${outside}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, { at, ids: [advisory.id], outside });
    else known.ids.push(advisory.id);
  }
  return [...places.values()].map(({ at, ids, outside }) => {
    if (group.length === 1) return { at, message: "It is in use here." };
    const [verb, takes] = ids.length === 1 ? ["hangs", "it also takes"] : ["hang", "they also take"];
    return { at, message: `${ids.join(", ")} ${verb} on this; ${takes} ${outside}.` };
  });
}

/** What to say of scanners that go by nginx's version alone, where the build carries the patch. */
export function patchedNote(
  at: Origin,
  patched: readonly Advisory[],
  nginxVersion: string | undefined,
): Related[] {
  if (patched.length === 0) return [];
  const ids = patched.map((it) => it.id).join(", ");
  const verb = patched.length === 1 ? "does" : "do";
  return [
    { at, message: `${ids} ${verb} not apply: this build of nginx ${nginxVersion} carries the patch.` },
  ];
}
