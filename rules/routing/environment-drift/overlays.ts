import { annotationPrefixes } from "../../../src/knowledge/controllers.ts";
import { annotationFact } from "../../../src/knowledge/settings.ts";
import { type Environment, environmentOf, withoutEnvironment } from "../../../src/model/environments.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import type { Project } from "../../../src/model/project.ts";
import { asMapping, asMappings } from "../../../src/model/shape.ts";
import type { Origin } from "../../../src/text/origin.ts";

/** An Ingress of one environment, with what it takes over from the base. */
export interface Overlay {
  readonly environment: Environment;
  readonly ingress: Ingress;
  /** Each once. */
  readonly hosts: readonly string[];
  readonly hostOrigin: Origin;
  /** Where TLS is set; undefined where it is not. */
  readonly tls: Origin | undefined;
  /** Annotations of the NGINX controllers, with their places. */
  readonly annotations: ReadonlyMap<string, Origin>;
}

/** The environments of one Ingress. */
export interface OverlayGroup {
  readonly production: Overlay;
  /** From the first stage to the last; at least one. */
  readonly earlier: readonly Overlay[];
}

/** Ingresses that several environments have, of which one is production: files whose paths differ by the environment's word alone. */
export function overlayGroups(project: Project): readonly OverlayGroup[] {
  const groups = new Map<string, { ingress: Ingress; environment: Environment }[]>();
  for (const ingress of project.ingresses) {
    const { manifest } = ingress;
    const environment = environmentOf(manifest.source.file.path);
    if (environment === undefined || manifest.source.address !== undefined) continue;
    const key = `${environment.pattern}\n${withoutEnvironment(manifest.name)}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push({ ingress, environment });
  }
  const found: OverlayGroup[] = [];
  for (const group of groups.values()) {
    const isAmbiguous = new Set(group.map((it) => it.environment.name)).size !== group.length;
    if (group.length < 2 || isAmbiguous) continue;
    const overlays = group.map((it) => overlayOf(it.ingress, it.environment, project));
    const production = overlays.filter((it) => it?.environment.isProduction);
    const earlier = overlays.filter((it) => it?.environment.isProduction === false);
    // One that cannot be read whole may have what the others lack.
    if (overlays.includes(undefined) || production.length !== 1 || earlier.length === 0) continue;
    const sorted = (earlier as Overlay[]).sort((a, b) => a.environment.order - b.environment.order);
    found.push({ production: production[0]!, earlier: sorted });
  }
  return found;
}

/** Undefined where the Ingress is a patch whose base is out of sight, or parts are filled in later. */
function overlayOf(ingress: Ingress, environment: Environment, project: Project): Overlay | undefined {
  const base = baseOf(ingress, project);
  const layers = base === undefined ? [ingress] : [ingress, base];
  const rules = layers.find((it) => it.paths.some((path) => !path.isDefault));
  const hosts = [...new Set(rules?.paths.map((it) => it.host))];
  if (rules === undefined || hosts.some(isPlaceholder)) return undefined;
  const annotations = new Map<string, Origin>();
  for (const { manifest } of layers)
    for (const name of Object.keys(manifest.annotations))
      if (isControllers(name) && !annotations.has(name))
        annotations.set(name, manifest.locate(manifest.annotations, name));
  return {
    environment,
    ingress,
    hosts,
    hostOrigin: rules.paths[0]!.at("host"),
    tls: layers.map(tlsOf).find((it) => it !== undefined),
    annotations,
  };
}

/** Whether a controller reads the annotation; what none of them knows makes no difference. */
function isControllers(name: string): boolean {
  return (["ingress-nginx", "f5-nic"] as const).some((product) => {
    const prefix = annotationPrefixes[product];
    return name.startsWith(prefix) && annotationFact(product, name.slice(prefix.length)) !== undefined;
  });
}

function tlsOf({ manifest }: Ingress): Origin | undefined {
  const spec = asMapping((manifest.object as { spec?: unknown }).spec);
  return asMappings(spec.tls).length === 0 ? undefined : manifest.locate(spec, "tls", "key");
}

/** The Ingress of the same name in a folder called `base` beside the environments, or above them. */
function baseOf({ manifest }: Ingress, project: Project): Ingress | undefined {
  const parts = manifest.source.file.path.split("/");
  return project.ingresses.find((it) => {
    if (it.manifest.name !== manifest.name) return false;
    const other = it.manifest.source.file.path.split("/");
    const at = other.indexOf("base");
    return at !== -1 && other.slice(0, at).every((part, index) => part === parts[index]);
  });
}
