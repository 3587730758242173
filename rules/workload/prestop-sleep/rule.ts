import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { hasWaitShutdown } from "../../../src/knowledge/wait-shutdown.ts";
import { asMapping } from "../../../src/model/shape.ts";
import { type Hook, hookOf } from "../../../src/model/stop-hook.ts";
import { hasSuccessors, judgedContainers } from "../../../src/model/traffic.ts";
import type { Container } from "../../../src/model/workload.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";
import { drainsItself } from "./drains-itself.ts";

/** The wait that is proposed: endpoint changes reach every node and load balancer within it, and half of the default grace period is left. */
const proposedSeconds = 15;

export default defineRule({
  id: "prestop-sleep",
  subject: "workload",
  severity: "error",
  preset: "recommended",
  summary: "A container that serves traffic is stopped without waiting until traffic has moved away.",
  why: "Kubernetes stops a pod and withdraws its address at the same time; requests sent in between are refused and become 502 responses.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
    "https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/",
    "https://kubernetes.io/docs/tutorials/services/pods-and-endpoint-termination-flow/",
  ],
  lessons: [23],
  fixable: true,
  options: {
    minimumSeconds: {
      type: "integer",
      default: 5,
      strict: 10,
      minimum: 1,
      description: "Shortest wait of a preStop hook that is accepted, in seconds.",
    },
    drainPaths: {
      type: "string[]",
      default: [],
      description:
        "Paths of httpGet hooks that wait; when any is given, hooks on other paths count as not waiting.",
    },
  },

  *check(workload, { options, project }) {
    if (!hasSuccessors(workload)) return;
    const hooks = new Map<Container, Hook>();
    for (const container of workload.containers) {
      const hook = hookOf(container, options.minimumSeconds, options.drainPaths);
      const waits =
        hook.state === "unknown" || (hook.state === "known" && hook.seconds >= options.minimumSeconds);
      if (container.role === "main" && !waits) hooks.set(container, hook);
    }
    if (hooks.size === 0) return; // most are sound, and what leads to them need not be looked up

    const controller = project.controllers.find((it) => it.workload === workload);
    const own = controller?.container;
    for (const { container, level, via } of judgedContainers(workload, "shared")) {
      const hook = hooks.get(container);
      if (hook === undefined || drainsItself(container, options.minimumSeconds)) continue;
      const isIngressNginx =
        container === own && controller?.product === "ingress-nginx" && hasWaitShutdown(controller.version);
      const { lifecycle } = container.spec;
      yield {
        at: hook.state === "none" ? container.nameOrigin : container.locate(lifecycle!, "preStop"),
        ...(level === "edge" ? {} : { severity: "warning" as const }),
        message: messageOf(container, hook, options.minimumSeconds),
        help: isIngressNginx ? controllerHelp : helpOf(container, hook),
        related:
          via === undefined ? [] : [{ at: via.nameOrigin, message: `${via.label} leads traffic here.` }],
        fix: () => (isIngressNginx ? waitShutdown(container, hook) : sleepFix(container, hook)),
        key: container.name,
      } satisfies Finding;
    }
  },
});

const controllerHelp =
  "Run '/wait-shutdown' as the preStop command, as the controller's chart does, and set '--shutdown-grace-period' to 10 or more.";

function messageOf(container: Container, hook: Hook, minimum: number): string {
  const subject = capital(container.label);
  if (hook.state !== "known")
    return `${subject} has no preStop hook, so it stops while traffic still arrives.`;
  if (hook.seconds === 0 && /nginx\b.* -s *(?:quit|stop)\b/.test(hook.text))
    return `The preStop hook of ${container.label} runs ${quote(hook.text)}: nginx closes its listening sockets at once.`;
  if (hook.seconds === 0)
    return `The preStop hook of ${container.label} runs ${quote(hook.text)}, which does not wait.`;
  return `The preStop hook of ${container.label} waits ${hook.seconds} s, less than ${minimum} s.`;
}

function helpOf(container: Container, hook: Hook): string {
  const { workload } = container;
  const grace = workload.gracePeriodSeconds;
  const seconds = proposedSeconds;
  const action = workload.manifest.source.editable
    ? `'sleep: { seconds: ${seconds} }' (Kubernetes 1.30 or newer)`
    : undefined;
  const exec = `exec command ["sleep", "${seconds}"]`;
  const what =
    hook.state === "none"
      ? `Add a preStop hook with ${action === undefined ? exec : `${action} or ${exec}`}`
      : hook.state === "known" && hook.action === "sleep"
        ? `Raise 'seconds' of the hook to ${seconds}`
        : `Let the hook run 'sleep ${seconds}' before anything else${action === undefined ? "" : `, or replace it by ${action}`}`;
  if (grace.state === "unknown") return `${what}.`;
  return grace.value > proposedSeconds
    ? `${what}; the grace period of ${grace.value} s leaves ${grace.value - proposedSeconds} s to finish.`
    : `${what}, and raise the grace period of ${grace.value} s above it.`;
}

/** Unsafe: API servers before 1.29 refuse the `sleep` action, and every pod takes that much longer to end. */
function sleepFix(container: Container, hook: Hook): Fix | undefined {
  const { manifest, gracePeriodSeconds: grace } = container.workload;
  if (grace.state === "unknown" || grace.value <= proposedSeconds) return undefined;
  const preStop = container.spec.lifecycle?.preStop;
  const edits =
    hook.state === "none"
      ? addHook(container, { sleep: { seconds: proposedSeconds } })
      : hook.state === "known" && hook.action === "sleep"
        ? setEntry(manifest, asMapping(asMapping(preStop).sleep), "seconds", proposedSeconds)
        : undefined;
  return (
    edits && {
      description: `Wait ${proposedSeconds} s before the container is stopped`,
      safety: "unsafe",
      edits,
    }
  );
}

function waitShutdown(container: Container, hook: Hook): Fix | undefined {
  const edits =
    hook.state === "none" ? addHook(container, { exec: { command: ["/wait-shutdown"] } }) : undefined;
  return (
    edits && {
      description: "Run the controller's /wait-shutdown before it is stopped",
      safety: "unsafe",
      edits,
    }
  );
}

function addHook(container: Container, preStop: Parameters<typeof setEntry>[3]) {
  const { spec, workload } = container;
  const lifecycle = asMapping(spec.lifecycle);
  if (Object.keys(lifecycle).length === 0) return setEntry(workload.manifest, spec, "lifecycle", { preStop });
  return setEntry(workload.manifest, lifecycle, "preStop", preStop);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
