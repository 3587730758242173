import type { Ingress } from "../model/ingress.ts";
import type { KubernetesObject, Manifest } from "../model/manifest.ts";
import { asMapping, asMappings, asText, type Mapping } from "../model/shape.ts";
import type { Origin } from "../text/origin.ts";
import type { AllSettings } from "./ingress-nginx-all-settings.ts";
import { judgeIngress } from "./ingress-nginx-refusals.ts";
import { backendOf, shown } from "./ingress-rules.ts";

/** The host of the catch-all server. */
export const CATCH_ALL = "_";

/** An Ingress that the controller serves, with its settings. */
export interface ServedIngress {
  readonly ingress: Ingress;
  readonly settings: AllSettings;
  /** Why its locations answer 503. */
  readonly denied: string | undefined;
}

/** One location of a server. */
export interface PlannedLocation {
  readonly path: string;
  readonly exact: boolean;
  /** The Ingress whose annotations hold; undefined for the root location of the catch-all server that nobody claims. */
  readonly served: ServedIngress | undefined;
  readonly service: string;
  readonly port: string;
  /** The path as the Ingress has it; empty where no path of an Ingress leads here. */
  readonly ingressPath: string;
  /** No path leads here: requests go to the default backend. */
  readonly isDefault: boolean;
  readonly origin: Origin;
}

/** One server. */
export interface PlannedServer {
  readonly host: string;
  /** Ingresses with rules for the host, in the order in which the controller takes them. */
  readonly ingresses: readonly ServedIngress[];
  readonly locations: readonly PlannedLocation[];
  /** Whether every location is a regular expression. */
  readonly regex: boolean;
  readonly origin: Origin;
}

/** What the controller makes of its Ingresses. */
export interface Layout {
  readonly servers: readonly PlannedServer[];
  /** What was left out, and why: lines for people. */
  readonly notes: readonly string[];
}

interface Draft {
  readonly host: string;
  readonly origin: Origin;
  readonly ingresses: ServedIngress[];
  locations: (PlannedLocation & { readonly type: PathType })[];
}

type PathType = "Exact" | "Prefix";

/**
 * Servers and locations as internal/ingress/controller/controller.go makes them: one server for each host with a root location in any case, the
 * first Ingress to claim a path keeps it, Prefix paths get an exact twin, the longest path first. Canaries and refused Ingresses are left out.
 */
export function layOut(ingresses: readonly Ingress[], global: AllSettings): Layout {
  const notes: string[] = [];
  const served: ServedIngress[] = [];
  for (const ingress of [...ingresses].sort(byAge)) {
    const settings = global.of(ingress);
    const { refused, denied } = judgeIngress(settings);
    if (refused !== undefined)
      notes.push(`${ingress.label}: left out, the controller refuses it: ${refused}`);
    else if (settings.ownIsOn("canary"))
      notes.push(`${ingress.label}: left out, a canary has no location of its own`);
    else {
      if (denied !== undefined) notes.push(`${ingress.label}: its locations answer 503: ${denied}`);
      served.push({ ingress, settings, denied });
    }
  }
  const drafts = new Map<string, Draft>();
  const catchAll = draftOf(CATCH_ALL, global.origin, undefined);
  drafts.set(CATCH_ALL, catchAll);
  for (const it of served) claimHosts(it, drafts);
  for (const it of served) claimPaths(it, drafts);
  const servers = [...drafts.values()]
    .map(finish)
    .sort((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0));
  return { servers, notes };
}

/** Oldest first; of the same second, or where nobody knows, by namespace and name from the end of the alphabet (`sortIngressSlice`). */
function byAge(a: Ingress, b: Ingress): number {
  const [left, right] = [createdAt(a.manifest), createdAt(b.manifest)];
  if (left !== right && left !== "" && right !== "") return left < right ? -1 : 1;
  const [x, y] = [a.manifest.qualifiedName, b.manifest.qualifiedName];
  return x > y ? -1 : x < y ? 1 : 0;
}

function createdAt(manifest: Manifest): string {
  return asText(asMapping(manifest.object.metadata).creationTimestamp) ?? "";
}

function specOf(ingress: Ingress): Mapping {
  return asMapping((ingress.manifest.object as KubernetesObject & { spec?: unknown }).spec);
}

function draftOf(host: string, origin: Origin, served: ServedIngress | undefined): Draft {
  const root = {
    path: "/",
    exact: false,
    type: "Prefix" as const,
    served,
    service: "",
    port: "",
    ingressPath: "",
    isDefault: true,
    origin,
  };
  return { host, origin, ingresses: [], locations: [root] };
}

/** The first Ingress with a rule for a host makes its server. One without rules takes the root location of the catch-all server. */
function claimHosts(served: ServedIngress, drafts: Map<string, Draft>): void {
  const { manifest } = served.ingress;
  const spec = specOf(served.ingress);
  const rules = asMappings(spec.rules);
  const backend = asMapping(spec.defaultBackend ?? spec.backend);
  const catchAll = drafts.get(CATCH_ALL)!;
  const [root] = catchAll.locations;
  if (rules.length === 0 && Object.keys(backend).length > 0 && root?.isDefault === true) {
    catchAll.ingresses.push(served);
    const origin = manifest.locate(spec, spec.defaultBackend === undefined ? "backend" : "defaultBackend");
    catchAll.locations[0] = { ...root, ...backendOf(manifest, backend), served, isDefault: false, origin };
  }
  for (const rule of rules) {
    const host = shown(manifest, rule, "host") || CATCH_ALL;
    let draft = drafts.get(host);
    if (draft === undefined) {
      draft = draftOf(host, manifest.locate(rule), served);
      drafts.set(host, draft);
    }
    if (!draft.ingresses.includes(served)) draft.ingresses.push(served);
  }
}

function claimPaths(served: ServedIngress, drafts: ReadonlyMap<string, Draft>): void {
  const { manifest } = served.ingress;
  for (const rule of asMappings(specOf(served.ingress).rules)) {
    const draft = drafts.get(shown(manifest, rule, "host") || CATCH_ALL)!;
    for (const holder of asMappings(asMapping(rule.http).paths)) {
      const path = shown(manifest, holder, "path") || "/";
      // ImplementationSpecific, and none at all, count as Prefix (internal/k8s `SetDefaultNGINXPathType`).
      const type: PathType = holder.pathType === "Exact" ? "Exact" : "Prefix";
      const backend = asMapping(holder.backend);
      if (Object.hasOwn(backend, "resource")) continue;
      const location = {
        path,
        exact: type === "Exact",
        type,
        served,
        ...backendOf(manifest, backend),
        ingressPath: path,
        isDefault: false,
        origin: manifest.locate(holder),
      };
      const same = draft.locations.findIndex((it) => it.path === path);
      const taken = draft.locations[same];
      if (taken === undefined || taken.type !== type) draft.locations.push(location);
      else if (taken.isDefault) draft.locations[same] = location;
    }
  }
}

function finish({ host, origin, ingresses, locations }: Draft): PlannedServer {
  const exact = new Set(locations.filter((it) => it.exact).map((it) => it.path));
  const split = locations.flatMap((it) => {
    if (it.path === "/" || it.exact || usesRegex(it)) return [it];
    const prefix = { ...it, path: it.path.endsWith("/") ? it.path : `${it.path}/` };
    return exact.has(it.path) ? [prefix] : [prefix, { ...it, exact: true }];
  });
  const sorted = split
    .sort((a, b) => (a.path > b.path ? -1 : a.path < b.path ? 1 : 0))
    .sort((a, b) => b.path.length - a.path.length);
  return { host, origin, ingresses, locations: sorted, regex: sorted.some(usesRegex) };
}

/** A rewrite to another path, or `use-regex`, turns all locations of the server into regular expressions. */
function usesRegex({ served, path }: PlannedLocation): boolean {
  if (served === undefined) return false;
  const target = served.settings.own("rewrite-target")?.value ?? "";
  return (target !== "" && target !== path) || served.settings.ownIsOn("use-regex");
}
