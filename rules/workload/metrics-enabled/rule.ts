import { defineRule } from "../../../src/engine/rule.ts";
import { defaultIn, flagFact } from "../../../src/knowledge/settings.ts";
import { isScrapeable, metricsPortOf } from "../../../src/model/controller-metrics.ts";

export default defineRule({
  id: "metrics-enabled",
  subject: "controller",
  severity: "warning",
  preset: "recommended",
  summary: "An ingress controller gives no metrics, or nothing can fetch them.",
  why: "Without request rates, errors and latencies of the controller an outage is noticed by users, and its cause is guessed.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/monitoring/",
    "https://kubernetes.github.io/ingress-nginx/user-guide/cli-arguments/",
    "https://docs.nginx.com/nginx-ingress-controller/logging-and-monitoring/prometheus/",
  ],
  lessons: [12],

  *check(controller) {
    const { container, workload, product, version } = controller;
    if (container === undefined || workload === undefined) return;
    const { manifest } = workload;
    if (manifest.isUnknown(container.spec, "args") || manifest.isUnknown(container.spec, "command")) return;
    const flag = product === "ingress-nginx" ? "enable-metrics" : "enable-prometheus-metrics";
    const fact = flagFact(product, flag, version);
    if (fact === undefined) return;
    const written = container.flags.get(flag);
    const value = written ?? defaultIn(fact, version);
    if (value === undefined || !/^(?:true|t|1|false|f|0)$/i.test(value)) return;
    const dashes = product === "ingress-nginx" ? "--" : "-";
    const args = ["args", "command"] as const;
    const key = args.find((it) => Array.isArray(container.spec[it]));
    const index = key === undefined ? -1 : container.spec[key]!.findIndex((it) => String(it).includes(flag));
    const at =
      index === -1 || key === undefined
        ? container.nameOrigin
        : container.locate(container.spec[key]!, index);
    if (/^(?:false|f|0)$/i.test(value)) {
      yield {
        at,
        message:
          written === undefined
            ? `${controller.label} gives no metrics: '${dashes}${flag}' is not set and is false by default.`
            : `${controller.label} gives no metrics: '${dashes}${flag}' is false.`,
        help: `Set '${dashes}${flag}=true' and let your monitoring scrape port ${metricsPortOf(controller) ?? "of the metrics"}.`,
      };
      return;
    }
    const port = metricsPortOf(controller);
    if (port === undefined || isScrapeable(controller, port)) return;
    yield {
      at,
      message: `${controller.label} has metrics on port ${port}, but no container port, Service, annotation or monitor in sight names it.`,
      help: `Add 'containerPort: ${port}' named 'metrics' and what your monitoring discovers: a Service, a PodMonitor or 'prometheus.io' annotations.`,
    };
  },
});
