import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { type Probe, patienceOf, probeOf } from "../../../src/model/probe.ts";
import { asMapping, asMappings } from "../../../src/model/shape.ts";
import { judgedContainers } from "../../../src/model/traffic.ts";
import type { Container } from "../../../src/model/workload.ts";

export default defineRule({
  id: "probe-tolerance",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "A liveness probe restarts a container that is merely slow for a moment.",
  why: "Under load answers are late everywhere at once; restarting the busy pods takes their connections and pushes the load to the rest.",
  references: [
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes",
    "https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go",
    "https://kubernetes.io/docs/concepts/workloads/pods/probes/#liveness-probe",
  ],
  lessons: [9],
  options: {
    minimumSeconds: {
      type: "integer",
      default: 10,
      minimum: 1,
      description: "Shortest time of failing probes after which a restart is accepted, in seconds.",
    },
  },

  *check(workload, { options, project }) {
    const probes = new Map<Container, Probe>();
    for (const container of workload.containers) {
      const probe = container.role === "main" ? probeOf(container, "livenessProbe") : "none";
      if (typeof probe !== "string") probes.set(container, probe);
    }
    if (probes.size === 0) return;
    const controller = project.controllers.find((it) => it.workload === workload);
    const isRash = ([, it]: [Container, Probe]) =>
      patienceOf(it) < options.minimumSeconds || (it.timeout <= 1 && it.failures <= 1);
    if (controller === undefined && ![...probes].some(isRash)) return;

    for (const { container } of judgedContainers(workload, "all")) {
      const probe = probes.get(container);
      if (probe === undefined) continue;
      const patience = patienceOf(probe);
      if (patience < options.minimumSeconds) yield tooFast(container, probe, patience);
      else if (probe.timeout <= 1 && probe.failures <= 1)
        yield {
          at: container.locate(probe.spec, "failureThreshold"),
          message: `The liveness probe of ${container.label} restarts it after a single answer that takes longer than ${probe.timeout} s.`,
          help: "Set 'failureThreshold' to 3 or more, and 'timeoutSeconds' to several seconds.",
          key: container.name,
        };
      if (container === controller?.container) yield* sharesTraffic(container, probe);
    }
  },
});

function tooFast(container: Container, probe: Probe, patience: number): Finding {
  const interval = Math.max(probe.period, probe.timeout);
  return {
    at: container.locate(container.spec, "livenessProbe"),
    message: `The liveness probe of ${container.label} restarts it after at most ${patience} s without an answer (${interval} s × ${probe.failures} + ${probe.timeout} s).`,
    help: "Raise 'failureThreshold' or 'periodSeconds' until period × failures + timeout is 30 s or so; leave quick reactions to the readiness probe.",
    key: container.name,
  };
}

/** A TCP probe of a port that serves traffic waits in the same accept queue as the traffic. */
function* sharesTraffic(container: Container, probe: Probe): Iterable<Finding> {
  const { port } = asMapping(probe.spec.tcpSocket);
  const declared = asMappings(container.spec.ports).find(
    (it) => it.name === port || it.containerPort === port,
  );
  const number = typeof port === "number" ? port : declared?.containerPort;
  const isTraffic = number === 80 || number === 443 || /^https?$/.test(String(declared?.name ?? ""));
  if (port === undefined || !isTraffic) return;
  yield {
    at: container.locate(probe.spec, "tcpSocket"),
    message: `The liveness probe of ${container.label} connects to port ${String(port)}, which serves traffic: a full accept queue restarts the controller.`,
    help: "Ask the controller's own health endpoint with 'httpGet' (ingress-nginx: '/healthz' on port 10254).",
    key: `${container.name} tcp`,
  };
}
