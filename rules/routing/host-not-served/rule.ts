import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { containerServers } from "../../../src/model/container-servers.ts";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import type { Project } from "../../../src/model/project.ts";
import { type Listener, listenerFor, namesOf, selectServer } from "../../../src/model/server-selection.ts";
import { containerPort, servingContainers } from "../../../src/model/serving-containers.ts";
import type { Container } from "../../../src/model/workload.ts";
import { quote } from "../../../src/text/quote.ts";
import { refusalOf } from "./refusal.ts";
import { sentHost } from "./sent-host.ts";

export default defineRule({
  id: "host-not-served",
  subject: "ingress",
  severity: "error",
  preset: "recommended",
  summary: "The nginx behind an Ingress has no server for the host that the Ingress sends to it.",
  why: "Requests go to whichever server is the default: the public name gets an error page or another site, the internal name works.",
  references: [
    "https://nginx.org/en/docs/http/request_processing.html",
    "https://nginx.org/en/docs/http/server_names.html",
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#listen",
  ],
  lessons: [43],

  *check(ingress, { project }) {
    if (project.nginxConfigs.length === 0) return;
    const told = new Set<string>();
    for (const path of ingress.paths) {
      if (path.host === "" || path.isUnknown || path.isDefault || isPlaceholder(path.host)) continue;
      for (const finding of findingsOf(ingress, path, project)) {
        if (told.has(path.host)) continue;
        told.add(path.host);
        yield finding;
      }
    }
  },
});

function* findingsOf(ingress: Ingress, path: IngressPath, project: Project): Iterable<Finding> {
  const service =
    path.serviceName === undefined ? undefined : project.serviceNamed(path.serviceName, ingress.manifest);
  if (service === undefined) return;
  for (const container of servingContainers(project, service, path.servicePort)) {
    const servers = containerServers(container);
    const port = containerPort(service, path.servicePort, container);
    if (servers === undefined || port === undefined) continue;
    // Any address of the pod: what listens on its loopback alone gets nothing from the Ingress.
    const listener = listenerFor(servers.listeners, "", port);
    const host = sentHost(ingress, path, project);
    if (listener === undefined || host === undefined) continue;
    const label = servers.configs[0]!.label;
    const finding = judge(ingress, path, host, listener, label, container);
    if (finding !== undefined) yield finding;
  }
}

function judge(
  ingress: Ingress,
  path: IngressPath,
  host: string,
  listener: Listener,
  label: string,
  container: Container,
): Finding | undefined {
  // One server alone answers for every host: what it refuses, it refuses to all.
  if (listener.servers.length === 1 || (host.startsWith("*.") && mayServeSome(listener, host)))
    return undefined;
  const choice = selectServer(listener, host.replace(/^\*/, "any"));
  if (choice === undefined || choice.by !== "default") return undefined;
  const { server } = choice;
  const refusal = refusalOf(server, path.path || "/");
  const names = namesOf(server).map((it) => it.value);
  // A first server without names, or with one that is nobody's, is meant to take the rest.
  const takesRest = names.every((it) => !it.includes(".") || it.startsWith("~"));
  const isChosen = listener.defaultBy !== undefined || takesRest;
  if (refusal === undefined && isChosen) return undefined;
  const who =
    names.length === 0 || takesRest ? "its default server" : `server ${quote(names[0]!)}, the default,`;
  const sent =
    host === path.host ? `Host ${quote(host)}` : `Host ${quote(host)}, sent for ${quote(path.host)},`;
  return {
    at: path.at("host"),
    ...(refusal === undefined ? { severity: "warning" as const } : {}),
    message: `${sent} of ${ingress.label} matches no 'server_name' in ${label}: ${who} ${refusal === undefined ? "takes its requests" : refusal.text}.`,
    help: `Add ${quote(host)} to the 'server_name' of the server that is meant.`,
    related: [
      {
        at: refusal?.at ?? server.block!.origin,
        message:
          refusal === undefined ? "This server takes the requests." : "The default server's answer is here.",
      },
      { at: container.nameOrigin, message: "This container runs that nginx." },
    ],
    key: path.host,
  };
}

/** Whether a name below the wildcard may have a server of its own. */
function mayServeSome(listener: Listener, wildcard: string): boolean {
  const suffix = wildcard.slice(1).toLowerCase();
  return listener.servers.some((it) =>
    namesOf(it).some(({ value }) => value.startsWith("~") || value.toLowerCase().endsWith(suffix)),
  );
}
