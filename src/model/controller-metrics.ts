import type { Controller } from "./controller.ts";
import { asMapping, asMappings } from "./shape.ts";

/**
 * The port of a controller's metrics: `--healthz-port` of ingress-nginx (10254), `-prometheus-metrics-listen-port` of F5's (9113). Undefined where it is
 * not known. (Both products' command-line documentation.)
 */
export function metricsPortOf(controller: Controller): number | undefined {
  const { product, container } = controller;
  const [flag, fallback] =
    product === "ingress-nginx" ? ["healthz-port", 10254] : ["prometheus-metrics-listen-port", 9113];
  const written = container?.flags.get(String(flag));
  if (written === undefined) return Number(fallback);
  return /^\d+$/.test(written) ? Number(written) : undefined;
}

/** Whether something in scope names the metrics port for whoever scrapes it, or that cannot be told. */
export function isScrapeable(controller: Controller, port: number): boolean {
  const { workload, container } = controller;
  if (workload === undefined || container === undefined) return true;
  const { manifest, project } = workload;
  if (manifest.isUnknown(container.spec, "ports")) return true;
  if (asMappings(container.spec.ports).some((it) => it.containerPort === port)) return true;
  // On the node's network every port is open.
  if (asMapping(workload.podSpec).hostNetwork === true) return true;
  const annotated = [workload.podAnnotations, ...workload.services.map((it) => it.manifest.annotations)];
  if (annotated.some((it) => Object.keys(it).some((key) => /prometheus|metrics|datadog/i.test(key))))
    return true;
  if (workload.services.some((it) => it.ports.some((one) => one.targetPort === port || one.port === port)))
    return true;
  return ["PodMonitor", "VMPodScrape", "PodMonitoring"].some((kind) => project.ofKind(kind).length > 0);
}
