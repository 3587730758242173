import { defineRule } from "../../../src/engine/rule.ts";
import { hasInOtherVersion } from "../../../src/model/other-versions.ts";
import { probeOf } from "../../../src/model/probe.ts";
import { judgedContainers } from "../../../src/model/traffic.ts";
import type { Container } from "../../../src/model/workload.ts";

export default defineRule({
  id: "readiness-probe",
  subject: "workload",
  severity: "error",
  preset: "recommended",
  summary: "A container that serves traffic has no readiness probe, or one that no Service heeds.",
  why: "Without one a pod counts as ready when its process starts: it gets requests before it can answer, at every rollout and after every crash.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/pods/probes/#readiness-probe",
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-readiness-probes",
    "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions",
  ],
  lessons: [17],

  *check(workload) {
    // Most pods are sound: what leads to them is looked up only where a probe is missing, or a Service might ignore it.
    const services = workload.services;
    const ignoring = services.filter((it) => it.publishesNotReadyAddresses);
    const lacks = (it: Container) => it.role === "main" && probeOf(it, "readinessProbe") === "none";
    if (ignoring.length === 0 && !workload.containers.some(lacks)) return;

    for (const { container, level, via } of judgedContainers(workload, "all")) {
      if (!lacks(container)) {
        const service = ignoring.find((it) => !it.isHeadless && it.manifest === via);
        const behind = ignoring.find((it) => workload.project.entranceOf(it) === via && !it.isHeadless);
        const deaf = service ?? behind;
        if (deaf === undefined || level !== "edge" || probeOf(container, "readinessProbe") === "none")
          continue;
        const spec = (deaf.manifest.object as { spec?: object }).spec!;
        yield {
          at: deaf.manifest.locate(spec, "publishNotReadyAddresses"),
          severity: "warning",
          message: `${deaf.label} sends traffic also to pods that are not ready: the readiness probe of ${container.label} decides nothing.`,
          help: "Remove 'publishNotReadyAddresses', or put it on a second, headless Service for those who need it.",
          related: [
            { at: container.locate(container.spec, "readinessProbe"), message: "The probe is here." },
          ],
          key: container.name,
        };
        continue;
      }
      // Behind Services that ask for pods which are not ready, a probe would change nothing.
      if (services.length > 0 && services.every((it) => it.publishesNotReadyAddresses)) continue;
      if (hasInOtherVersion(container, (it) => it.spec.readinessProbe !== undefined)) continue;
      const hasStartup = probeOf(container, "startupProbe") !== "none";
      const isSure = level === "edge" && workload.kind !== "Pod" && !hasStartup;
      yield {
        at: container.nameOrigin,
        ...(isSure ? {} : { severity: "warning" as const }),
        message: hasStartup
          ? `${capital(container.label)} has no readiness probe: once started, it keeps getting requests while it cannot answer.`
          : `${capital(container.label)} has no readiness probe, so it gets requests as soon as its process starts.`,
        help: "Add a 'readinessProbe' that asks an endpoint of the application which answers only when it can serve.",
        related:
          via === undefined ? [] : [{ at: via.nameOrigin, message: `${via.label} leads traffic here.` }],
        key: container.name,
      };
    }
  },
});

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
