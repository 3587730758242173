import { dirname } from "node:path/posix";
import { looksLikeSysctl, parseSysctl, type SysctlSetting } from "../parsers/sysctl/sysctl.ts";
import { append } from "../text/append.ts";
import type { Origin } from "../text/origin.ts";
import type { Project } from "./project.ts";
import { asMapping, asMappings, asText } from "./shape.ts";
import { mayHoldSysctls, mayWriteSysctls, sysctlWrites } from "./sysctl-writes.ts";
import type { Workload } from "./workload.ts";

/** A kernel parameter as the last one who sets it wants it. */
export interface KernelSetting {
  /** As written; undefined where it is not known. */
  readonly value: string | undefined;
  readonly origin: Origin;
  /** For messages: `set in a sysctl file`, `pod sysctl of Deployment 'shop/edge'`. */
  readonly source: string;
}

/** Kernel parameters that are in force together: those of a node, or of a pod's own network namespace. */
export interface KernelSettings {
  /** A node has its parameters from files and from pods that may change it; a pod from its own. */
  readonly where: "node" | "pod";
  /** The pod's workload. */
  readonly workload: Workload | undefined;
  readonly settings: ReadonlyMap<string, KernelSetting>;
}

const done = new WeakMap<Project, readonly KernelSettings[]>();

/**
 * Kernel parameters that something in scope sets, by where they are in force: the files of one `sysctl.d` with the `sysctl.conf`
 * beside it, any other sysctl file, one in a ConfigMap, a pod. Worked out once per project.
 */
export function kernelSettings(project: Project): readonly KernelSettings[] {
  const known = done.get(project);
  if (known !== undefined) return known;
  const all = [...ofFiles(project), ...ofConfigMaps(project)];
  for (const workload of project.workloads) append(all, ofWorkload(workload));
  done.set(project, all);
  return all;
}

function* ofFiles(project: Project): Iterable<KernelSettings> {
  const byHost = new Map<string, SysctlSetting[]>();
  for (const setting of project.sysctls) {
    const host = hostOf(setting.origin.place().file.path);
    const list = byHost.get(host);
    if (list === undefined) byHost.set(host, [setting]);
    else list.push(setting);
  }
  for (const list of byHost.values()) yield node(list, "set in a sysctl file");
}

/** What tells one host's files from another's: the directory of `sysctl.conf` and `sysctl.d`, else the file itself. */
function hostOf(path: string): string {
  const directory = dirname(path);
  if (/(?:^|\/)sysctl\.d$/.test(directory)) return dirname(directory);
  return /(?:^|\/)sysctl\.conf$/.test(path) ? directory : path;
}

/** Files that a ConfigMap holds for an agent that puts them on nodes. */
function* ofConfigMaps(project: Project): Iterable<KernelSettings> {
  for (const manifest of project.ofKind("ConfigMap")) {
    const data = asMapping((manifest.object as { data?: unknown }).data);
    for (const key of Object.keys(data)) {
      const text = asText(data[key]);
      // A cheap look first: parameters that any rule asks for are below `net`.
      if (text === undefined || !/net[./](?:core|ipv4|netfilter|nf_conntrack)/.test(text)) continue;
      if (manifest.isSensitive(data, key) || !looksLikeSysctl(text, key)) continue;
      yield node(parseSysctl(manifest.text(data, key)).settings, `set in ${manifest.label}`);
    }
  }
}

function node(list: readonly SysctlSetting[], source: string): KernelSettings {
  const settings = new Map<string, KernelSetting>();
  for (const { key, value, origin } of list) {
    const other = settings.get(key);
    // Files that are meant for different hosts stand in one directory, too: what they do not agree on is not known.
    const isOfAnotherFile = other !== undefined && other.origin.place().file !== origin.place().file;
    settings.set(key, {
      value: isOfAnotherFile && other.value !== value ? undefined : value,
      origin,
      source,
    });
  }
  return { where: "node", workload: undefined, settings };
}

/** What a pod sets: for itself, and, with the node's network namespace or for parameters of the whole machine, for its node. */
function* ofWorkload(workload: Workload): Iterable<KernelSettings> {
  const { manifest, podSpec } = workload;
  const sysctls = asMappings(asMapping(podSpec.securityContext).sysctls);
  if (sysctls.length === 0 && !workload.containers.some(mayHoldSysctls)) return;
  const own = new Map<string, KernelSetting>();
  const ofNode = new Map<string, KernelSetting>();
  const hostNetwork = podSpec.hostNetwork === true;
  for (const entry of sysctls) {
    const key = asText(entry.name)?.replaceAll("/", ".");
    if (key === undefined || manifest.isUnknown(entry, "name")) continue;
    own.set(key, {
      value: manifest.isUnknown(entry, "value") ? undefined : String(entry.value ?? ""),
      origin: manifest.locate(entry, "value"),
      source: `pod sysctl of ${workload.label}`,
    });
  }
  // Init containers run after the sandbox got the pod's sysctls: the last one to write wins. Other containers write later still.
  const inOrder = [
    ...workload.containers.filter((it) => it.role === "init"),
    ...workload.containers.filter((it) => it.role === "sidecar" || it.role === "main"),
  ];
  for (const container of inOrder) {
    for (const { key, value, origin, entersNode } of sysctlWrites(container)) {
      const isNodes = hostNetwork || entersNode || !key.startsWith("net.");
      const role = container.role === "init" ? "init " : "";
      (isNodes ? ofNode : own).set(key, {
        value: mayWriteSysctls(container) === true ? value : undefined,
        origin,
        source: `${role}${container.label}`,
      });
    }
  }
  if (own.size > 0) yield { where: "pod", workload, settings: own };
  if (ofNode.size > 0) yield { where: "node", workload, settings: ofNode };
}

/** A setting as a whole number; undefined where it is not set, not known or no number. */
export function wholeNumberOf(
  settings: KernelSettings,
  key: string,
): (KernelSetting & { readonly number: number }) | undefined {
  const setting = settings.settings.get(key);
  return setting?.value === undefined || !/^\d+$/.test(setting.value)
    ? undefined
    : { ...setting, number: Number(setting.value) };
}
