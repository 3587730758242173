import type { Finding } from "../../../src/engine/finding.ts";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import { compareAge } from "../../../src/model/path-claims.ts";
import { productAnnotation } from "../../../src/model/product-annotation.ts";
import type { Project } from "../../../src/model/project.ts";
import { type ControllerNumbers, existTogether, servedTogether } from "../../../src/model/served-together.ts";
import { quote } from "../../../src/text/quote.ts";

interface Holder {
  readonly ingress: Ingress;
  readonly source: IngressPath;
}

/**
 * Ingresses of F5's controller that share a host: the oldest has it whole, also paths that it does not name (internal/k8s/configuration.go,
 * `detectChangesInHosts`), unless they are minions of one master; of minions with one path, the oldest has that.
 */
export function* hostConflicts(project: Project): Iterable<Finding> {
  const owners = new Map<string, Holder>();
  const numbers: ControllerNumbers = new Map();
  for (const ingress of project.ingresses) {
    if (project.productOf(ingress) !== "f5-nic") continue;
    const type = productAnnotation(ingress, "f5-nic", "mergeable-ingress-type")?.value;
    if (type !== undefined && isPlaceholder(type)) continue;
    const isMinion = type === "minion";
    const group = servedTogether(ingress, numbers);
    const told = new Set<string>();
    for (const source of claimsOf(ingress)) {
      const path = isMinion ? source.path || "/" : "";
      const key = [group, source.host, isMinion ? "minion" : "", path].join("\n");
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, { ingress, source });
      else if (existTogether(owner.ingress, ingress) && !told.has(key)) {
        told.add(key);
        yield finding(owner, { ingress, source }, path);
      }
    }
  }
}

function claimsOf(ingress: Ingress): readonly IngressPath[] {
  return ingress.paths.filter(
    (it) => it.host !== "" && !it.isDefault && !it.isUnknown && !isPlaceholder(it.host),
  );
}

function finding(first: Holder, second: Holder, path: string): Finding {
  const order = compareAge(first.ingress, second.ingress);
  const [winner, loser] = order === 1 ? [second, first] : [first, second];
  const { host } = loser.source;
  const what = path === "" ? `host ${quote(host)}` : `path ${quote(path)} of host ${quote(host)}`;
  const all = path === "" ? ", with all paths" : "";
  return {
    at: path === "" ? loser.source.at("host") : loser.source.origin,
    message: `${loser.ingress.label} and ${winner.ingress.label} both have ${what}; NGINX Ingress Controller gives it to the older one${all}.`,
    help:
      path === ""
        ? "Put the paths into one Ingress, or make both minions of a master with 'nginx.org/mergeable-ingress-type'."
        : "Keep the path in one of the two minions.",
    related: [
      {
        at: path === "" ? winner.source.at("host") : winner.source.origin,
        message: `${winner.ingress.label} has it here.`,
      },
    ],
    key: `${host}${path}`,
  };
}
