import type { Finding } from "../../../src/engine/finding.ts";
import type { IngressPath } from "../../../src/model/ingress.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Project } from "../../../src/model/project.ts";
import { regexHostsOf } from "../../../src/model/regex-hosts.ts";
import type { SnippetDirective } from "../../../src/model/snippet-directives.ts";

/**
 * A `location` of a server snippet that the template makes too: one for each path of the Ingress, and `location "/"` on every host
 * (internal/ingress/controller: createServers, updateServerLocations). On a host in regex mode all of the template's are regular
 * expressions, and none is the same.
 */
export function locationTwice(
  { directive }: SnippetDirective,
  config: NginxConfig,
  project: Project,
): Finding | undefined {
  const { ingress } = config;
  const words = directive.args.map((it) => it.value);
  const path = words.at(-1);
  const isExact = words.length === 2 && words[0] === "=";
  const isPrefix = words.length === 1 || (words.length === 2 && words[0] === "^~");
  if (ingress === undefined || path === undefined || (!isExact && !isPrefix)) return undefined;
  const regex = regexHostsOf(project, ingress);
  const plain = ingress.paths.filter((it) => !regex.has(it.host));
  if (plain.length === 0) return undefined;
  const made = plain.find((it) => makes(it, path, isExact));
  if (made === undefined && !(isPrefix && path === "/")) return undefined;
  const what = words.join(" ");
  return {
    at: directive.origin,
    message: `'location ${what}' stands twice in the server of '${plain[0]!.host || "_"}': the controller makes one for ${made === undefined ? "'/' of every host" : `path '${made.path}'`}.`,
    help: "Put its lines into a 'configuration-snippet' of the Ingress that has this path, or use a longer path.",
    related:
      made === undefined
        ? []
        : [{ at: made.origin, message: "The controller makes the other location of this path." }],
  };
}

/** Whether a path becomes a location of these words: a prefix below the root becomes `/path/` and `= /path`. */
function makes({ path, pathType }: IngressPath, wanted: string, isExact: boolean): boolean {
  if (pathType === "Exact") return isExact && path === wanted;
  if (pathType !== "Prefix" || path === "/") return !isExact && path === wanted;
  return isExact ? path === wanted : `${path.replace(/\/$/, "")}/` === wanted;
}
