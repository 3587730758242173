import { defineRule } from "../../../src/engine/rule.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { quote } from "../../../src/text/quote.ts";
import { environmentOf } from "./environments.ts";

export default defineRule({
  id: "shared-controller",
  subject: "controller",
  severity: "warning",
  preset: "recommended",
  summary: "One controller serves production and other environments.",
  why: "A bad Ingress or a load test in the other environment blocks reloads, uses up workers or memory, and takes production's hosts down with it.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/multiple-ingress/",
    "https://docs.nginx.com/nginx-ingress-controller/installation/running-multiple-ingress-controllers/",
    "https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class",
  ],
  lessons: [30],
  options: {
    production: {
      type: "string[]",
      default: ["prod", "production", "prd", "live"],
      description: "Words for production, as parts of a namespace's name or as a label's value.",
    },
    others: {
      type: "string[]",
      default: [
        "dev",
        "development",
        "test",
        "testing",
        "qa",
        "uat",
        "acc",
        "acceptance",
        "stage",
        "staging",
        "stg",
        "preview",
        "sandbox",
      ],
      description: "Words for the environments that production is kept apart from.",
    },
  },

  *check(controller, { options, project }) {
    // Without the controller's workload nobody knows which clusters the Ingresses are for.
    if (controller.container === undefined || hasCopies(controller, project.controllers)) return;
    const words = {
      production: new Set(options.production.map((it) => it.toLowerCase())),
      other: new Set(options.others.map((it) => it.toLowerCase())),
    };
    const of = (wanted: "production" | "other") =>
      controller.ingresses.find((it) => environmentOf(it, project, words) === wanted);
    const production = of("production");
    const other = of("other");
    if (production === undefined || other === undefined) return;
    yield {
      at: controller.manifest.nameOrigin,
      message: `${controller.label} serves namespace ${quote(production.manifest.namespace!)}, which is production, and ${quote(other.manifest.namespace!)}, which is not.`,
      help: `Run a controller of its own for production, with its own IngressClass and '${controller.product === "f5-nic" ? "-ingress-class" : "--controller-class"}', or keep the environments in clusters of their own.`,
      related: [
        { at: production.manifest.nameOrigin, message: `${production.label} is of production.` },
        { at: other.manifest.nameOrigin, message: `${other.label} is of another environment.` },
      ],
    };
  },
});

/** Copies of one controller are for clusters of their own: an Ingress may be meant for any of them. */
function hasCopies(controller: Controller, all: readonly Controller[]): boolean {
  return all.some(
    (it) => it !== controller && it.container !== undefined && it.manifest.name === controller.manifest.name,
  );
}
