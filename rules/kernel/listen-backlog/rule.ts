import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Project } from "../../../src/model/project.ts";
import { type KernelValue, kernelValueFor } from "./kernel-value.ts";
import { defaultBacklog, type Listen, listensOf } from "./listen.ts";

export default defineRule({
  id: "listen-backlog",
  subject: "nginx",
  severity: "warning",
  preset: "recommended",
  summary: "The backlog of a listening socket and the kernel's limits do not fit together.",
  why: "The kernel silently takes the smaller of both; in a burst the accept queue overflows and new connections are dropped or time out.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#listen",
    "https://man7.org/linux/man-pages/man2/listen.2.html",
    "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
  ],
  lessons: [27, 36],

  *check(config, { project }) {
    // ingress-nginx reads somaxconn in its pod and writes it as its backlog; no setting of its users decides.
    if (config.kind === "rendered" || config.controller !== undefined) return;
    const listens = listensOf(config);
    if (listens.length === 0) return;
    yield* repeated(listens);
    const limit = kernelValueFor(config, "net.core.somaxconn", project);
    if (limit === undefined) return;
    yield* above(listens, limit);
    yield* notRaised(config, listens, limit, project);
    yield* synQueue(config, listens, limit, project);
  },
});

/** nginx takes the options of a socket once: a second `listen` with any is refused ("duplicate listen options"). */
function* repeated(listens: readonly Listen[]): Iterable<Finding> {
  const first = new Map<string, Listen>();
  for (const listen of listens) {
    const { backlog, socket } = listen;
    if (backlog === undefined) continue;
    const other = first.get(socket);
    if (other === undefined) {
      first.set(socket, listen);
      continue;
    }
    const same = other.backlog!.value === backlog.value;
    yield {
      at: backlog.argument.origin,
      message: same
        ? `Socket '${socket}' has its backlog set twice; nginx refuses that: duplicate listen options.`
        : `Socket '${socket}' has two backlogs, ${other.backlog!.value} and ${backlog.value}; nginx refuses that: duplicate listen options.`,
      help: `Keep 'backlog=' on one 'listen' of '${socket}'; it holds for all servers on that socket.`,
      related: [
        {
          at: other.backlog!.argument.origin,
          message: `The backlog is set to ${other.backlog!.value} here.`,
        },
      ],
    };
  }
}

function* above(listens: readonly Listen[], limit: KernelValue): Iterable<Finding> {
  for (const { backlog, socket } of listens) {
    if (backlog === undefined || backlog.value <= limit.value) continue;
    const name = "net.core.somaxconn";
    yield {
      at: backlog.argument.origin,
      message: `Backlog ${backlog.value} of socket '${socket}' is cut to ${limit.value}: ${name} is ${limit.value} (${limit.source}).`,
      help: limit.isSet
        ? `Raise ${name} to ${backlog.value}, or set 'backlog=${limit.value}'.`
        : `Set the pod sysctl ${name} to "${backlog.value}" (the kubelet must allow it), or set 'backlog=${limit.value}'.`,
      related: placeOf(limit, `${name} is ${limit.value} here.`),
    };
  }
}

/** Someone raised the kernel's limit, and nginx goes on asking for its own default. */
function* notRaised(
  config: NginxConfig,
  listens: readonly Listen[],
  limit: KernelValue,
  project: Project,
): Iterable<Finding> {
  if (!limit.isSet || limit.value <= defaultBacklog || listens.some((it) => it.backlog !== undefined)) return;
  if (!isAllInSight(config, project)) return;
  const { directive, socket } = listens[0]!;
  yield {
    at: directive.origin,
    message: `Socket '${socket}' has nginx's default backlog of ${defaultBacklog}, though net.core.somaxconn is raised to ${limit.value} (${limit.source}).`,
    help: `Add 'backlog=${limit.value}' to one 'listen' of each socket.`,
    related: placeOf(limit, `net.core.somaxconn is ${limit.value} here.`),
  };
}

/** Whether no other file is known to give the same sockets a backlog: a socket's options may stand on any one of its listens. */
function isAllInSight(config: NginxConfig, project: Project): boolean {
  if (config.complete) return true;
  const container = config.containers[0];
  const others =
    container === undefined ? [] : project.nginxConfigs.filter((it) => it.containers.includes(container));
  return (
    others.length > 0 && others.every((it) => listensOf(it).every((listen) => listen.backlog === undefined))
  );
}

function* synQueue(
  config: NginxConfig,
  listens: readonly Listen[],
  limit: KernelValue,
  project: Project,
): Iterable<Finding> {
  // Where both parameters are written `syn-backlog` compares them.
  if (limit.isSet) return;
  const name = "net.ipv4.tcp_max_syn_backlog";
  const half = kernelValueFor(config, name, project);
  if (half?.origin === undefined) return;
  const largest = listens
    .filter((it) => it.backlog !== undefined && !it.socket.startsWith("unix:"))
    .sort((a, b) => b.backlog!.value - a.backlog!.value)[0];
  if (largest === undefined) return;
  const queue = Math.min(largest.backlog!.value, limit.value);
  if (half.value >= queue) return;
  const areCookiesOff = kernelValueFor(config, "net.ipv4.tcp_syncookies", project)?.value === 0;
  yield {
    at: half.origin,
    // With SYN cookies, and since Linux 4.4, the queue of half-open connections is as long as the accept queue.
    ...(areCookiesOff ? {} : { severity: "info" as const }),
    message: `${name} is ${half.value}, below the accept queue of ${queue} that socket '${largest.socket}' gets.`,
    help: `Raise ${name} to ${queue} or more.`,
    related: [
      {
        at: largest.backlog!.argument.origin,
        message: `The backlog is set to ${largest.backlog!.value} here.`,
      },
    ],
  };
}

function placeOf(limit: KernelValue, message: string): Finding["related"] & object {
  return limit.origin === undefined ? [] : [{ at: limit.origin, message }];
}
