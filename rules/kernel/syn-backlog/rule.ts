import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { type KernelSettings, kernelSettings, wholeNumberOf } from "../../../src/model/kernel-settings.ts";
import type { Project } from "../../../src/model/project.ts";

export default defineRule({
  id: "syn-backlog",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary:
    "The kernel keeps fewer half-open connections than a socket may queue, or drops what it cannot keep.",
  why: "When all clients reconnect at once, connection attempts are dropped without a trace and clients wait 1, 3, 7 seconds to try again.",
  references: [
    "https://docs.kernel.org/networking/ip-sysctl.html",
    "https://man7.org/linux/man-pages/man7/tcp.7.html",
    "https://man7.org/linux/man-pages/man2/listen.2.html",
  ],
  lessons: [21, 36],

  *check(project) {
    for (const settings of kernelSettings(project)) yield* judge(settings, project);
  },
});

const halfOpen = "net.ipv4.tcp_max_syn_backlog";
const cookies = "net.ipv4.tcp_syncookies";
const somaxconn = "net.core.somaxconn";

function* judge(settings: KernelSettings, project: Project): Iterable<Finding> {
  const sent = wholeNumberOf(settings, cookies);
  const kept = wholeNumberOf(settings, halfOpen);
  const areOff = sent?.number === 0;
  if (areOff) {
    yield {
      at: sent.origin,
      message:
        kept === undefined
          ? `${cookies} is 0: once a socket's queue of half-open connections is full, the kernel drops every new one.`
          : `${cookies} is 0: the kernel drops new clients from ${usable(kept.number)} half-open connections on, three quarters of ${halfOpen}.`,
      help: `Remove it, or set ${cookies} to 1, the kernel's default: cookies are sent only when the queue is full.`,
      related:
        kept === undefined ? [] : [{ at: kept.origin, message: `${halfOpen} is ${kept.number} here.` }],
    };
  }
  const written = wholeNumberOf(settings, somaxconn);
  const accept =
    written?.number ??
    // What is set and not known, and a pod's own default, say nothing here: the socket's own backlog would have to be in sight.
    (settings.where === "node" && !settings.settings.has(somaxconn) ? project.assume.somaxconn : undefined);
  if (kept === undefined || accept === undefined || kept.number >= accept) return;
  yield {
    at: kept.origin,
    // With cookies a full queue answers all the same, and since 4.4 it is as long as the socket's backlog whatever this says.
    ...(areOff ? {} : { severity: "info" as const }),
    message: areOff
      ? `${halfOpen} is ${kept.number}, below ${somaxconn} ${accept}; without SYN cookies it is what decides.`
      : `${halfOpen} is ${kept.number}, below ${somaxconn} ${accept}: it decides before Linux 4.4, and wherever SYN cookies are off.`,
    help: `Raise ${halfOpen} to ${accept} or more.`,
    related:
      written === undefined
        ? []
        : [{ at: written.origin, message: `${somaxconn} is ${written.number} here.` }],
  };
}

/** Half-open connections of unknown clients that are kept without cookies: the last quarter is for clients that were proven before (tcp_conn_request, net/ipv4/tcp_input.c). */
function usable(limit: number): number {
  return limit - Math.floor(limit / 4);
}
