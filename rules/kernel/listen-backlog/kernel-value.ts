import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Project } from "../../../src/model/project.ts";
import { asMapping } from "../../../src/model/shape.ts";
import type { Container, Workload } from "../../../src/model/workload.ts";
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

/** `net.core.somaxconn` of a new network namespace since Linux 5.4 (128 before); the node's own value is not passed on. */
const kernelSomaxconn = 4096;

/**
 * A kernel setting that holds for a configuration; undefined where that cannot be told. A pod has a network namespace of its own: its
 * sysctl or a privileged init container decides, never the node's sysctl files. With `hostNetwork`, and for a configuration
 * that no container runs, the sysctl files of the same run decide. What the user assumes goes before files and defaults.
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
  if (workload.podSpec.hostNetwork === true) return vouched ?? fromFiles(project, key);
  const inPod = fromPod(workload, key);
  if (inPod !== undefined) return inPod === "unknown" ? undefined : inPod;
  if (vouched !== undefined) return vouched;
  if (key !== somaxconn) return undefined;
  return {
    value: kernelSomaxconn,
    isSet: false,
    origin: undefined,
    source: "a pod's default since Linux 5.4",
  };
}

function fromPod(workload: Workload, key: string): KernelValue | "unknown" | undefined {
  const { manifest, podSpec } = workload;
  if (
    manifest.isUnknown(podSpec, "securityContext") ||
    manifest.isUnknown(asMapping(podSpec.securityContext), "sysctls")
  )
    return "unknown";
  // Init containers run after the sandbox got the pod's sysctls: the last one to write wins.
  for (const container of workload.containers.filter((it) => it.role === "init").reverse()) {
    const written = writtenBy(container, key);
    if (written === undefined) continue;
    if (written === "unknown") return "unknown";
    const origin = container.nameOrigin;
    return { value: written, isSet: true, origin, source: `init ${container.label}` };
  }
  const sysctl = workload.sysctl(key);
  if (sysctl === undefined) return undefined;
  if (sysctl.state === "unknown" || !/^\d+$/.test(sysctl.value)) return "unknown";
  return {
    value: Number(sysctl.value),
    isSet: true,
    origin: sysctl.origin,
    source: `pod sysctl of ${workload.label}`,
  };
}

/** What an init container's command gives the setting; unknown for a value from a variable, and where it lacks the right to write. */
function writtenBy(container: Container, key: string): number | "unknown" | undefined {
  const script = container.commandLine.join(" ");
  const dotted = key.replaceAll(".", "[./]");
  const path = `/proc/sys/${key.replaceAll(".", "/")}`;
  const found = [
    ...script.matchAll(new RegExp(`\\b${dotted}\\s*=\\s*["']?([^\\s"';&|]+)`, "g")),
    ...script.matchAll(new RegExp(`echo\\s+["']?([^\\s"';&|]+)["']?\\s*>\\s*["']?${path}\\b`, "g")),
  ];
  const last = found.sort((a, b) => a.index - b.index).at(-1)?.[1];
  if (last === undefined) return script.includes(key) || script.includes(path) ? "unknown" : undefined;
  const isPrivileged = asMapping(container.spec.securityContext).privileged === true;
  return isPrivileged && /^\d+$/.test(last) ? Number(last) : "unknown";
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
