import type { LocatedText, Origin } from "../text/origin.ts";
import { commandsOf, mentions } from "./container-commands.ts";
import type { Project } from "./project.ts";
import { parseGoDuration } from "./settings/go-values.ts";
import { asMapping, asText, type Mapping } from "./shape.ts";
import { explicit, type Known } from "./value.ts";

/** What a kube-proxy in scope is told about the table of tracked connections. What nobody wrote, or is not known, is undefined. */
export interface KubeProxyConntrack {
  /** For messages: `ConfigMap 'kube-system/kube-proxy'`. */
  readonly label: string;
  readonly maxPerCore: Known<number> | undefined;
  readonly min: Known<number> | undefined;
  readonly closeWaitSeconds: Known<number> | undefined;
}

type Read = (key: "maxPerCore" | "min" | "tcpCloseWaitTimeout") => Known<string> | undefined;

/** The kube-proxies in scope: a KubeProxyConfiguration of its own or in a ConfigMap, and flags of containers that run kube-proxy. */
export function kubeProxies(project: Project): readonly KubeProxyConntrack[] {
  const found: KubeProxyConntrack[] = [];
  for (const manifest of project.ofKind("KubeProxyConfiguration")) {
    const conntrack = asMapping((manifest.object as { conntrack?: unknown }).conntrack);
    found.push(
      conntrackOf(manifest.label, (key) => written(conntrack, key, manifest.locate(conntrack, key))),
    );
  }
  for (const manifest of project.ofKind("ConfigMap")) {
    const data = asMapping((manifest.object as { data?: unknown }).data);
    for (const key of Object.keys(data)) {
      if (!asText(data[key])?.includes("KubeProxyConfiguration") || manifest.isSensitive(data, key)) continue;
      const text = manifest.text(data, key);
      found.push(conntrackOf(manifest.label, (name) => fieldOf(text, name)));
    }
  }
  for (const workload of project.workloads) {
    for (const container of workload.containers) {
      if (!mentions(container, "kube-proxy")) continue;
      const words = (commandsOf(container)?.commands ?? []).flat();
      const flag = (name: string): Known<string> | undefined => {
        const word = words.find((it) => it.text?.startsWith(`--${name}=`));
        return word?.text === undefined ? undefined : explicit(word.text.slice(name.length + 3), word.origin);
      };
      found.push(
        conntrackOf(workload.label, (key) =>
          flag(
            key === "maxPerCore"
              ? "conntrack-max-per-core"
              : key === "min"
                ? "conntrack-min"
                : "conntrack-tcp-timeout-close-wait",
          ),
        ),
      );
    }
  }
  return found;
}

function conntrackOf(label: string, read: Read): KubeProxyConntrack {
  return {
    label,
    maxPerCore: numberOf(read("maxPerCore"), (it) => (/^\d+$/.test(it) ? Number(it) : undefined)),
    min: numberOf(read("min"), (it) => (/^\d+$/.test(it) ? Number(it) : undefined)),
    closeWaitSeconds: numberOf(read("tcpCloseWaitTimeout"), parseGoDuration),
  };
}

function numberOf(
  value: Known<string> | undefined,
  parse: (text: string) => number | undefined,
): Known<number> | undefined {
  const number = value === undefined ? undefined : parse(value.value);
  return value === undefined || number === undefined ? undefined : explicit(number, value.origin);
}

function written(object: Mapping, key: string, origin: Origin): Known<string> | undefined {
  const value = object[key];
  return typeof value === "string" || typeof value === "number" ? explicit(String(value), origin) : undefined;
}

/** A field below `conntrack:` of a KubeProxyConfiguration as kubeadm writes it: a block mapping, one field a line. */
function fieldOf(source: LocatedText, key: string): Known<string> | undefined {
  const block = /^( *)conntrack:[^\S\n]*\n((?:\1 +.*\n?|[^\S\n]*\n)*)/m.exec(source.text);
  if (block === null) return undefined;
  const start = block.index + block[0].length - block[2]!.length;
  const field = new RegExp(`^ +(${key}:[^\\S\\n]*["']?([\\w.]+)["']?)[^\\S\\n]*(?:#.*)?$`, "m").exec(
    block[2]!,
  );
  if (field === null || field[2] === "null") return undefined;
  const at = start + field.index + field[0].indexOf(field[1]!);
  return explicit(field[2]!, source.origin(at, at + field[1]!.length));
}
