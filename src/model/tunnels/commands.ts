import { type Encapsulation, interfaceNames, linkTypes } from "../../knowledge/encapsulation.ts";
import { commandsOf, mentions } from "../container-commands.ts";
import type { Project } from "../project.ts";
import type { Word } from "../shell.ts";
import { explicit } from "../value.ts";
import type { Tunnel } from "./tunnel.ts";

/** MTUs that containers give to tunnel interfaces: `ip link set dev wg0 mtu 1420`, `ip link add … type vxlan`, `ifconfig tun0 mtu 1400`. */
export function* commandedTunnels(project: Project): Iterable<Tunnel> {
  for (const workload of project.workloads) {
    for (const container of workload.containers) {
      if (!mentions(container, "mtu")) continue;
      for (const words of commandsOf(container)?.commands ?? []) {
        const found = ofCommand(words);
        if (found !== undefined)
          yield { ...found, label: `interface '${found.name}' (${container.label})`, overIpv6: false };
      }
    }
  }
}

function ofCommand(
  words: readonly Word[],
): (Pick<Tunnel, "mtu" | "encapsulations"> & { readonly name: string }) | undefined {
  const texts = words.map((it) => it.text ?? "");
  const at = texts.indexOf("mtu");
  if (at === -1 || !/^[1-9]\d*$/.test(texts[at + 1] ?? "")) return undefined;
  const program = texts[0];
  const name =
    program === "ifconfig"
      ? texts[1]
      : program === "ip" && texts.includes("link")
        ? texts.includes("dev")
          ? texts[texts.indexOf("dev") + 1]
          : texts[texts.findIndex((it) => it === "set" || it === "add") + 1]
        : undefined;
  if (name === undefined) return undefined;
  const type = texts.includes("type") ? texts[texts.indexOf("type") + 1]! : "";
  const encapsulation: Encapsulation | undefined = Object.hasOwn(linkTypes, type)
    ? linkTypes[type]
    : interfaceNames.find(([pattern]) => pattern.test(name))?.[1];
  return encapsulation === undefined
    ? undefined
    : { name, mtu: explicit(Number(texts[at + 1]), words[at + 1]!.origin), encapsulations: [encapsulation] };
}
