import { podSomaxconn } from "../../../src/knowledge/sysctls.ts";
import { kernelSettings, wholeNumberOf } from "../../../src/model/kernel-settings.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Project } from "../../../src/model/project.ts";
import { asMapping } from "../../../src/model/shape.ts";
import type { Workload } from "../../../src/model/workload.ts";
import type { Origin } from "../../../src/text/origin.ts";

/** A kernel setting as nginx's sockets meet it. */
export interface KernelValue {
  readonly value: number;
  /** Somebody chose it. Otherwise it is what the kernel starts a network namespace with. */
  readonly isSet: boolean;
  /** Where it was decided; undefined for a default and for what the run was told to assume. */
  readonly origin: Origin | undefined;
  /** For messages: `pod sysctl of Deployment 'shop/edge'`. */
  readonly source: string;
}

const somaxconn = "net.core.somaxconn";

/**
 * A kernel setting that holds for a configuration; undefined where that cannot be told. A pod has a network namespace of its own: its
 * sysctl or a privileged container decides, never the node's sysctl files. With `hostNetwork` what is set on nodes decides, and for a
 * configuration that no container runs the sysctl files of the same run. What the user assumes goes before files and defaults.
 */
export function kernelValueFor(config: NginxConfig, key: string, project: Project): KernelValue | undefined {
  const assumed = key === somaxconn ? project.assume.somaxconn : undefined;
  const vouched =
    assumed === undefined
      ? undefined
      : { value: assumed, isSet: true, origin: undefined, source: "assumed for this run" };
  const container = config.containers.find((it) => it.role === "main" || it.role === "sidecar");
  if (container === undefined) {
    if (vouched !== undefined || config.kind !== "file") return vouched;
    return fromFiles(project, key);
  }
  const { workload } = container;
  if (workload.podSpec.hostNetwork === true) return vouched ?? fromNodes(project, key);
  const inPod = fromPod(workload, key);
  if (inPod !== undefined) return inPod === "unknown" ? undefined : inPod;
  if (vouched !== undefined) return vouched;
  if (key !== somaxconn) return undefined;
  return { ...podSomaxconn(project.assume.kernel), isSet: false, origin: undefined };
}

function fromPod(workload: Workload, key: string): KernelValue | "unknown" | undefined {
  const { manifest, podSpec } = workload;
  if (
    manifest.isUnknown(podSpec, "securityContext") ||
    manifest.isUnknown(asMapping(podSpec.securityContext), "sysctls")
  )
    return "unknown";
  const own = kernelSettings(workload.project).find((it) => it.workload === workload && it.where === "pod");
  const setting = own?.settings.get(key);
  if (own === undefined || setting === undefined) return undefined;
  const value = wholeNumberOf(own, key);
  if (value === undefined) return "unknown";
  return { value: value.number, isSet: true, origin: value.origin, source: value.source };
}

/** What is set on nodes: by sysctl files, also those in ConfigMaps, and by pods that may. Undefined where they do not agree, or one of them is not known. */
function fromNodes(project: Project, key: string): KernelValue | undefined {
  const nodes = kernelSettings(project).filter((it) => it.where === "node" && it.settings.has(key));
  const values = nodes.map((it) => wholeNumberOf(it, key));
  const last = values.at(-1);
  if (last === undefined || !values.every((it) => it?.number === last.number)) return undefined;
  return { value: last.number, isSet: true, origin: last.origin, source: last.source };
}

/** What the sysctl files in scope say, where they agree. */
function fromFiles(project: Project, key: string): KernelValue | undefined {
  const settings = project.sysctls.filter((it) => it.key === key);
  const last = settings.at(-1);
  if (last === undefined || !settings.every((it) => it.value === last.value) || !/^\d+$/.test(last.value))
    return undefined;
  return {
    value: Number(last.value),
    isSet: true,
    origin: last.origin,
    source: "set in a sysctl file",
  };
}
