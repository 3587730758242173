import { istioGroup, poolLimits } from "../knowledge/istio.ts";
import type { Origin } from "../text/origin.ts";
import type { Manifest } from "./manifest.ts";
import { type MeshHost, meshHost } from "./mesh-host.ts";
import type { Project } from "./project.ts";
import { asMapping, asMappings, asText, isMapping, type Mapping } from "./shape.ts";
import { explicit, type Known } from "./value.ts";

/** A traffic policy of a DestinationRule: of the destination, of a subset, or of a port of either. */
export interface MeshPolicy {
  /** `the destination`, `subset 'v2'`, `port 8080`. */
  readonly label: string;
  readonly origin: Origin;
  readonly outlierDetection: MeshOutlier | undefined;
  /** Limits that are written, by their path: `http.http2MaxRequests`. */
  readonly limits: ReadonlyMap<string, Known<number>>;
  readonly ports: readonly MeshPolicy[];
}

export interface MeshOutlier {
  readonly origin: Origin;
  /** A field as a number, where it is written as one. */
  number(field: string): Known<number> | undefined;
  readonly splitsLocalErrors: boolean;
}

/** An Istio DestinationRule, all versions alike. */
export interface DestinationRule {
  readonly manifest: Manifest;
  readonly host: string;
  /** The cluster's Service that it means; undefined for hosts outside, wildcards, and names that could be either. */
  readonly target: MeshHost | undefined;
  /** The destination's own policy first, then those of subsets; only those that are written. */
  readonly policies: readonly MeshPolicy[];
  /** Whether something in it is not known yet, so that what is absent proves nothing. */
  readonly isPartlyUnknown: boolean;
}

/** The DestinationRules in scope. */
export function destinationRules(project: Project): readonly DestinationRule[] {
  return project
    .ofKind("DestinationRule")
    .filter((it) => it.group === istioGroup)
    .map((manifest) => {
      const spec = asMapping((manifest.object as { spec?: unknown }).spec);
      const host = asText(spec.host) ?? "";
      const subsets = asMappings(spec.subsets);
      return {
        manifest,
        host,
        target: meshHost(project, host, manifest),
        policies: [
          policyOf(manifest, spec, "trafficPolicy", "the destination"),
          ...subsets.map((it) =>
            policyOf(manifest, it, "trafficPolicy", `subset '${asText(it.name) ?? ""}'`),
          ),
        ].filter((it) => it !== undefined),
        isPartlyUnknown:
          manifest.isUnknown(manifest.object, "spec") ||
          manifest.isUnknown(spec, "trafficPolicy") ||
          ["outlierDetection", "connectionPool", "portLevelSettings"].some((it) =>
            manifest.isUnknown(asMapping(spec.trafficPolicy), it),
          ),
      };
    });
}

function policyOf(manifest: Manifest, holder: Mapping, key: string, label: string): MeshPolicy | undefined {
  return isMapping(holder[key])
    ? policy(manifest, holder[key], manifest.locate(holder, key, "key"), label)
    : undefined;
}

function policy(manifest: Manifest, object: Mapping, origin: Origin, label: string): MeshPolicy {
  const pool = asMapping(object.connectionPool);
  const limits = new Map<string, Known<number>>();
  for (const [section, field] of poolLimits) {
    const values = asMapping(pool[section]);
    const value = values[field];
    if (typeof value === "number" && value > 0)
      limits.set(`${section}.${field}`, explicit(value, manifest.locate(values, field)));
  }
  return {
    label,
    origin,
    limits,
    outlierDetection: isMapping(object.outlierDetection)
      ? outlierOf(manifest, object, object.outlierDetection)
      : undefined,
    ports: asMappings(object.portLevelSettings).map((it) =>
      policy(
        manifest,
        it,
        manifest.locate(it, "port", "entry"),
        `port ${String(asMapping(it.port).number ?? "")}`,
      ),
    ),
  };
}

function outlierOf(manifest: Manifest, holder: Mapping, outlier: Mapping): MeshOutlier {
  return {
    origin: manifest.locate(holder, "outlierDetection", "key"),
    number(field) {
      const value = outlier[field];
      return typeof value === "number" && !manifest.isUnknown(outlier, field)
        ? explicit(value, manifest.locate(outlier, field))
        : undefined;
    },
    splitsLocalErrors: outlier.splitExternalLocalOriginErrors === true,
  };
}
