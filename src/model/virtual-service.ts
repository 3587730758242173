import { istioGroup } from "../knowledge/istio.ts";
import type { Origin } from "../text/origin.ts";
import type { Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import { parseGoDuration } from "./settings/go-values.ts";
import { asMapping, asMappings, asText, type Mapping } from "./shape.ts";
import { explicit, unknown, type Value } from "./value.ts";

/** One HTTP route of an Istio VirtualService that forwards requests: no redirect, no direct response, no delegate. */
export interface MeshRoute {
  readonly manifest: Manifest;
  /** `HTTP route 'checkout'`, `HTTP route 2`. */
  readonly label: string;
  /** Where something missing from the route is reported. */
  readonly origin: Origin;
  /** Seconds; undefined where the route has none, 0 where it is switched off. */
  readonly timeout: Value<number> | undefined;
  readonly retries: MeshRetries | undefined;
  /** Whether it fails or delays requests for a test: Istio then applies neither timeout nor retries (HTTPRoute.fault). */
  readonly injectsFaults: boolean;
  /** Paths and headers of its matches, in one text. */
  readonly matches: string;
  /** Hosts that requests are sent to, and the port of each where it is written. */
  readonly destinations: readonly { readonly host: string; readonly port: number | undefined }[];
}

export interface MeshRetries {
  readonly origin: Origin;
  readonly attempts: Value<number> | undefined;
  /** Seconds. */
  readonly perTryTimeout: Value<number> | undefined;
  /** Conditions; undefined where the defaults hold. */
  readonly retryOn: readonly string[] | undefined;
}

/** The HTTP routes of every VirtualService in scope, by VirtualService. */
export function meshRoutes(project: Project): readonly (readonly MeshRoute[])[] {
  return project
    .ofKind("VirtualService")
    .filter((it) => it.group === istioGroup)
    .map((manifest) => {
      const { http } = asMapping((manifest.object as { spec?: unknown }).spec);
      return asMappings(http)
        .map((route, at) => routeOf(manifest, route, at))
        .filter((it) => it !== undefined);
    });
}

function routeOf(manifest: Manifest, route: Mapping, at: number): MeshRoute | undefined {
  if (asMappings(route.route).length === 0) return undefined;
  const name = asText(route.name);
  const retries = asMapping(route.retries);
  return {
    manifest,
    label: name === undefined ? `HTTP route ${at + 1}` : `HTTP route '${name}'`,
    origin: name === undefined ? manifest.locate(route, "route", "key") : manifest.locate(route, "name"),
    timeout: secondsOf(manifest, route, "timeout"),
    retries:
      route.retries === undefined || route.retries === null
        ? undefined
        : {
            origin: manifest.locate(route, "retries", "key"),
            attempts: numberOf(manifest, retries, "attempts"),
            perTryTimeout: secondsOf(manifest, retries, "perTryTimeout"),
            retryOn: asText(retries.retryOn)?.split(/\s*,\s*/),
          },
    injectsFaults: route.fault !== undefined && route.fault !== null,
    matches: asMappings(route.match)
      .map(
        (it) =>
          `${Object.values(asMapping(it.uri)).join(" ")} ${JSON.stringify(asMapping(it.headers)).toLowerCase()}`,
      )
      .join(" "),
    destinations: asMappings(route.route).map((it) => {
      const destination = asMapping(it.destination);
      const port = asMapping(destination.port).number;
      return { host: asText(destination.host) ?? "", port: typeof port === "number" ? port : undefined };
    }),
  };
}

function secondsOf(manifest: Manifest, object: Mapping, key: string): Value<number> | undefined {
  const origin = manifest.locate(object, key);
  if (manifest.isUnknown(object, key)) return unknown("known after apply", origin);
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  const seconds = typeof value === "string" ? parseGoDuration(value) : undefined;
  return seconds === undefined ? unknown("not a duration", origin) : explicit(seconds, origin);
}

function numberOf(manifest: Manifest, object: Mapping, key: string): Value<number> | undefined {
  const origin = manifest.locate(object, key);
  if (manifest.isUnknown(object, key)) return unknown("known after apply", origin);
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  return typeof value === "number" ? explicit(value, origin) : unknown("not a number", origin);
}
