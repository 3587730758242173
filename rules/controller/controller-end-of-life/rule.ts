import { defineRule } from "../../../src/engine/rule.ts";
import { endOfLife } from "../../../src/knowledge/support.ts";
import { isOwnBuild } from "../../../src/model/advisories/installation.ts";

export default defineRule({
  id: "controller-end-of-life",
  subject: "controller",
  severity: "warning",
  preset: "recommended",
  summary: "The controller, or its release, gets no more fixes from its project.",
  why: "What is found in it from now on stays open: the next flaw of nginx or of the controller has no release that mends it.",
  references: [
    "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
    "https://gateway-api.sigs.k8s.io/guides/migrating-from-ingress/",
    "https://kubernetes.io/docs/concepts/services-networking/ingress-controllers/",
    "https://docs.nginx.com/nginx-ingress-controller/technical-specifications/",
  ],
  lessons: [4],

  *check(controller) {
    const { container, product, version } = controller;
    // Without its workload a controller is some settings, perhaps kept for a change of ConfigMaps alone.
    if (container === undefined) return;
    const { image } = container;
    if (image !== undefined && !isOwnBuild(product, image)) return;
    const end = endOfLife(product, version);
    if (end === undefined) return;
    const since = end.since === undefined ? "" : ` since ${end.since}`;
    yield {
      at: image === undefined ? container.nameOrigin : container.locate(container.spec, "image"),
      message: `${controller.label} is out of support${since}: ${end.reason}.`,
      help: end.help,
    };
  },
});
