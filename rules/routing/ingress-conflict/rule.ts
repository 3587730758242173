import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { compareAge, hostClaims, type PathClaim } from "../../../src/model/path-claims.ts";
import { existTogether } from "../../../src/model/served-together.ts";
import { quote } from "../../../src/text/quote.ts";
import { hostConflicts } from "./f5-hosts.ts";

export default defineRule({
  id: "ingress-conflict",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "Two Ingresses claim the same host and path, and only one of them is served.",
  why: "The controller serves the older one and drops the other without an error; after the older is recreated, traffic changes sides.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/how-it-works/#building-the-nginx-model",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/controller/controller.go",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/host-and-listener-collisions/",
  ],
  lessons: [46],

  *check(project) {
    for (const { host, primaries } of hostClaims(project)) {
      const owners = new Map<string, PathClaim>();
      for (const claim of primaries) {
        const key = `${claim.type}\n${claim.path}`;
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, claim);
        else if (isConflict(owner, claim)) yield conflict(host, owner, claim);
      }
    }
    yield* hostConflicts(project);
  },
});

/** A copy of the same object is no second Ingress; the same path twice in one Ingress matters where it leads to another Service. */
function isConflict(first: PathClaim, second: PathClaim): boolean {
  if (first.ingress === second.ingress) return !hasSameBackend(first, second);
  return existTogether(first.ingress, second.ingress);
}

function hasSameBackend(a: PathClaim, b: PathClaim): boolean {
  const [left, right] = [a.source, b.source];
  return (
    left.serviceName === right.serviceName &&
    left.servicePort === right.servicePort &&
    a.ingress.manifest.namespace === b.ingress.manifest.namespace
  );
}

function conflict(host: string, first: PathClaim, second: PathClaim): Finding {
  const where = `path ${quote(second.path)} of host ${quote(host || "*")}`;
  if (first.ingress === second.ingress) {
    return {
      at: second.source.origin,
      message: `${second.ingress.label} has ${where} twice: all requests go to Service ${quote(first.source.serviceName ?? "")}, none to ${quote(second.source.serviceName ?? "")}.`,
      help: "Remove one of the two, or give the second a path of its own.",
      related: [{ at: first.source.origin, message: "The first one is served." }],
      key: `${host}${second.path}`,
    };
  }
  const order = compareAge(first.ingress, second.ingress);
  const [winner, loser] = order === 1 ? [second, first] : [first, second];
  const isHarmless = hasSameBackend(first, second);
  const who =
    order === 0
      ? "only the older one is served"
      : `${winner.ingress.label} is taken first, so this one is not served`;
  return {
    at: loser.source.origin,
    ...(isHarmless ? { severity: "warning" as const } : {}),
    message: `${loser.ingress.label} and ${winner.ingress.label} both have ${where}${isHarmless ? " and one backend" : ""}; ${who}.`,
    help: "Keep the path in one of the two, or make one a canary of the other with 'canary: \"true\"'.",
    related: [{ at: winner.source.origin, message: `${winner.ingress.label} has the path here.` }],
    key: `${host}${loser.path}`,
  };
}
