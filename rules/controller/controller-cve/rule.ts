import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import {
  controllerInstallation,
  type Installation,
  nginxInstallations,
} from "../../../src/model/advisories/installation.ts";
import {
  holdsByDefault,
  releaseWithout,
  type Verdict,
  verdictsOn,
} from "../../../src/model/advisories/verdict.ts";
import type { Origin } from "../../../src/text/origin.ts";
import {
  alikeKey,
  byRank,
  evidenceOf,
  helpOf,
  openMessage,
  otherIds,
  patchedNote,
  reachableMessage,
  severityOf,
} from "./wording.ts";

export default defineRule({
  id: "controller-cve",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary:
    "The release of a controller or of nginx has a published vulnerability that its configuration does not rule out.",
  why: "Such releases are searched for on the internet; the worst of these flaws hand out every Secret of the cluster.",
  references: [
    "https://nginx.org/en/security_advisories.html",
    "https://kubernetes.io/docs/reference/issues-security/official-cve-feed/",
    "https://docs.nginx.com/nginx-ingress-controller/changelog/",
    "https://github.com/kubernetes/ingress-nginx/pull/10494",
  ],
  lessons: [4],
  securitySeverity: 9.8,
  options: {
    accepted: {
      type: "string[]",
      default: [],
      description: "Advisories, such as CVE-2025-1974, whose risk is known and borne: they are not reported.",
    },
  },

  *check(project, { options }) {
    const accepted = new Set(options.accepted);
    for (const controller of project.controllers) {
      const installation = controllerInstallation(controller, project);
      if (installation === undefined) continue;
      const verdicts = verdictsOn(installation).filter(
        (it) =>
          !accepted.has(it.advisory.id) &&
          (it.status !== "open" ||
            it.outside !== undefined ||
            it.advisory.of !== "nginx" ||
            holdsByDefault(installation, it.advisory)),
      );
      yield* findings(installation, verdicts, controller.manifest.nameOrigin);
    }
    for (const installation of nginxInstallations(project)) {
      // Plain nginx does nothing but what its configuration says: what is open counts where that uses the flawed part.
      const verdicts = verdictsOn(installation).filter(
        (it) => !accepted.has(it.advisory.id) && (it.status !== "open" || it.at !== undefined),
      );
      yield* findings(installation, verdicts, undefined);
    }
  },
});

/** `place`: where a finding stands if nothing in scope says the release. */
function* findings(
  installation: Installation,
  verdicts: readonly Verdict[],
  place: Origin | undefined,
): Generator<Finding> {
  yield* reachable(installation, verdicts, place);
  yield* open(installation, verdicts, place);
}

/** What the configuration shows to be in use: a finding for all that hang on the same thing and end with the same release. */
function* reachable(
  installation: Installation,
  verdicts: readonly Verdict[],
  place: Origin | undefined,
): Generator<Finding> {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    if (verdict.status !== "reachable") continue;
    const key = alikeKey(verdict.advisory);
    groups.set(key, [...(groups.get(key) ?? []), verdict]);
  }
  for (const group of groups.values()) {
    const evidence = group[0]!.at;
    const at = installation.at ?? place ?? evidence;
    if (at === undefined) continue;
    const advisories = byRank(group).map((it) => it.advisory);
    yield {
      at,
      severity: advisories.every((it) => it.severity === "low") ? "warning" : "error",
      message: reachableMessage(installation, advisories),
      help: helpOf(installation, advisories),
      related:
        evidence === undefined || evidence === at ? [] : [{ at: evidence, message: "It is in use here." }],
      key: advisories[0]!.id,
    };
  }
}

/** What it leaves open: a finding for those that an upgrade ends, and one for those that none ends yet. */
function* open(
  installation: Installation,
  verdicts: readonly Verdict[],
  place: Origin | undefined,
): Generator<Finding> {
  const left = byRank(verdicts.filter((it) => it.status === "open"));
  const isMended = (it: Verdict) => releaseWithout(installation, [it.advisory]) !== undefined;
  const patched = verdicts.filter((it) => it.status === "patched").map((it) => it.advisory);
  for (const group of [left.filter(isMended), left.filter((it) => !isMended(it))]) {
    const at = installation.at ?? place ?? group[0]?.at;
    if (group.length === 0 || at === undefined) continue;
    const advisories = group.map((it) => it.advisory);
    const isFirst = group.includes(left.find(isMended) ?? left[0]!);
    yield {
      at,
      severity: severityOf(advisories),
      message: openMessage(installation, group),
      help: helpOf(installation, advisories),
      related: [
        ...otherIds(at, group),
        ...evidenceOf(group),
        ...(isFirst ? patchedNote(at, patched, installation.nginxVersion) : []),
      ],
      key: isMended(group[0]!) ? "open" : "open, not mended",
    };
  }
}
