import { defineRule } from "../../../src/engine/rule.ts";
import { lacksResource } from "../../../src/model/pod-resources.ts";
import { judgedContainers } from "../../../src/model/traffic.ts";
import { verticalAutoscalersFor } from "../../../src/model/vertical-autoscalers.ts";
import type { Container } from "../../../src/model/workload.ts";

const resources = ["cpu", "memory"] as const;

export default defineRule({
  id: "resource-requests",
  subject: "workload",
  severity: "warning",
  preset: "strict",
  summary: "A container that serves traffic has no CPU or memory request.",
  why: "The scheduler takes it to need nothing: it lands on full nodes, gets the smallest share of CPU there, and is evicted first.",
  references: [
    "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits",
    "https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/",
    "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#pod-selection-for-kubelet-eviction",
  ],
  lessons: [17],

  *check(workload) {
    const lacks = (it: Container) =>
      resources.filter(
        (name) => it.resource("requests", name) === undefined && it.resource("limits", name) === undefined,
      );
    if (!workload.containers.some((it) => it.role === "main" && lacks(it).length > 0)) return;
    // A vertical autoscaler writes the requests of the pods it starts.
    if (verticalAutoscalersFor(workload).some((it) => it.mode !== "Off")) return;
    for (const { container, via } of judgedContainers(workload, "all")) {
      const missing = lacks(container).filter((name) => lacksResource(container, "requests", name));
      if (missing.length === 0) continue;
      yield {
        at: container.nameOrigin,
        message: `${container.label.charAt(0).toUpperCase()}${container.label.slice(1)} serves traffic and has no ${missing.map((it) => (it === "cpu" ? "CPU" : it)).join(" or ")} request.`,
        help: `Set ${missing.map((it) => `'resources.requests.${it}'`).join(" and ")} to what the container uses under normal load.`,
        related:
          via === undefined ? [] : [{ at: via.nameOrigin, message: `${via.label} leads traffic here.` }],
        key: container.name,
      };
    }
  },
});
