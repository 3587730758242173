import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import { type HostClaims, hostClaims, type PathClaim } from "../../../src/model/path-claims.ts";
import type { Project } from "../../../src/model/project.ts";
import { directoryOf } from "../../../src/model/proximity.ts";
import { existTogether } from "../../../src/model/served-together.ts";
import { quote } from "../../../src/text/quote.ts";
import { settingFlaws } from "./setting-flaws.ts";

export default defineRule({
  id: "canary-without-primary",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "A canary Ingress gets no requests, or not the share that its annotations seem to say.",
  why: "The controller drops a canary that fits no other Ingress without an error; the release looks tested and has seen no traffic.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/controller/controller.go",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/rootfs/etc/nginx/lua/balancer.lua",
  ],
  lessons: [44],

  *check(project) {
    if (!project.ingresses.some(speaksOfCanary)) return;
    for (const claims of hostClaims(project)) {
      for (const canary of claims.canaries) {
        const finding = pairing(canary, claims, project) ?? rivalry(canary, claims);
        if (finding !== undefined) yield finding;
      }
    }
    for (const ingress of project.ingresses) yield* settingFlaws(ingress, project);
  },
});

/** Most projects have none, and finding out who shares a host costs time. */
function speaksOfCanary({ manifest }: Ingress): boolean {
  for (const key in manifest.annotations) if (key.includes("canary")) return true;
  return manifest.isUnknown(manifest.object.metadata ?? {}, "annotations");
}

/** A canary that is merged into no primary (`mergeAlternativeBackends`: same host, path and type, another upstream). */
function pairing(canary: PathClaim, { host, primaries }: HostClaims, project: Project): Finding | undefined {
  const { ingress, source } = canary;
  const where = `${canary.type} path ${quote(canary.path)} of host ${quote(host || "*")}`;
  const primary = primaries.find((it) => it.path === canary.path && it.type === canary.type);
  const key = `${host}${canary.path}`;
  if (primary !== undefined) {
    const twin = primaries.find((it) => leadsToSamePort(it, canary));
    return twin === undefined
      ? undefined
      : {
          at: source.at("serviceName"),
          message: `Canary ${ingress.label} leads to Service ${quote(source.serviceName ?? "")}, as ${twin.ingress.label} does, so the controller ignores it.`,
          help: "Lead the canary to a Service of its own that selects the new release's pods.",
          related: [{ at: twin.source.at("serviceName"), message: "The primary leads to the same Service." }],
          key,
        };
  }
  const near =
    primaries.find((it) => it.path === canary.path) ?? primaries[0] ?? neighbourOf(canary, project);
  if (near === undefined || isServedElsewhere(canary, project)) return undefined;
  const has =
    near.source.host === host
      ? `${near.ingress.label} has ${near.type} path ${quote(near.path)} there`
      : `${near.ingress.label} serves host ${quote(near.source.host || "*")}`;
  return {
    at: near.source.host === host ? source.at("path") : source.at("host"),
    // Another host's Ingress beside it proves less than one of the same host.
    ...(near.source.host === host ? {} : { severity: "warning" as const }),
    message: `Canary ${ingress.label} has ${where}, which no primary has (${has}), so it gets no requests.`,
    help: "Give the canary host, path and pathType of the Ingress that it is a canary of.",
    related: [{ at: near.source.origin, message: `${near.ingress.label} has its path here.` }],
    key,
  };
}

/** By name of the upstream: namespace, Service and port. */
function leadsToSamePort(a: PathClaim, b: PathClaim): boolean {
  return (
    a.source.serviceName === b.source.serviceName &&
    a.source.servicePort === b.source.servicePort &&
    a.ingress.manifest.namespace === b.ingress.manifest.namespace
  );
}

/** A primary of the canary's folder, class and namespace, where the host itself has none. */
function neighbourOf({ ingress }: PathClaim, project: Project): PathClaim | undefined {
  return hostClaims(project)
    .flatMap((it) => it.primaries)
    .find(
      (it) =>
        directoryOf(it.ingress.manifest) === directoryOf(ingress.manifest) &&
        it.ingress.className === ingress.className &&
        it.ingress.manifest.namespace === ingress.manifest.namespace,
    );
}

/** Whether an Ingress that does not count as served by the same nginx may be the primary all the same. */
function isServedElsewhere(canary: PathClaim, project: Project): boolean {
  return project.ingresses.some(
    (it) =>
      it !== canary.ingress &&
      it.paths.some(
        ({ host, path, isUnknown }) =>
          isUnknown ||
          (host === canary.source.host && (path || "/") === canary.path && !sameFolder(it, canary)),
      ),
  );
}

function sameFolder(ingress: PathClaim["ingress"], canary: PathClaim): boolean {
  return directoryOf(ingress.manifest) === directoryOf(canary.ingress.manifest);
}

/** Of several canaries of one path the balancer asks the first alone; the webhook refuses the second. */
function rivalry(canary: PathClaim, { host, canaries }: HostClaims): Finding | undefined {
  const first = canaries.find((it) => it.path === canary.path && it.type === canary.type);
  if (first === undefined || first === canary || !existTogether(first.ingress, canary.ingress))
    return undefined;
  return {
    at: canary.source.origin,
    message: `${first.ingress.label} and ${canary.ingress.label} are both canaries of path ${quote(canary.path)} of host ${quote(host || "*")}; the controller heeds one of them.`,
    help: "Keep one canary for each path.",
    related: [{ at: first.source.origin, message: `${first.ingress.label} is a canary of it here.` }],
    key: `${host}${canary.path}`,
  };
}
