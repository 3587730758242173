import type { ControllerProduct } from "../knowledge/controllers.ts";
import { f5Template } from "../knowledge/f5-nic-template.ts";
import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import { ingressNginxTemplate } from "../knowledge/ingress-nginx-template.ts";
import {
  type ControllerTemplate,
  type PrintCondition,
  printedBy,
  type TemplateLevel,
} from "../knowledge/printed-directives.ts";
import type { Controller } from "./controller.ts";
import type { Ingress } from "./ingress.ts";
import { productAnnotation } from "./product-annotation.ts";

const templates: Readonly<Record<ControllerProduct, ControllerTemplate>> = {
  "ingress-nginx": ingressNginxTemplate,
  "f5-nic": f5Template,
};

/** What a controller's template prints, with the conditions settled by its ConfigMap and one Ingress. */
export class PrintedDirectives {
  readonly template: ControllerTemplate;
  readonly #product: ControllerProduct;
  readonly #controller: Controller | undefined;
  readonly #ingress: Ingress | undefined;

  constructor(product: ControllerProduct, controller: Controller | undefined, ingress: Ingress | undefined) {
    this.template = templates[product];
    this.#product = product;
    this.#controller = controller;
    this.#ingress = ingress;
  }

  /** Whether the template prints a directive into a block: `likely` where that is so unless a ConfigMap out of sight says otherwise. */
  prints(level: TemplateLevel, name: string): "yes" | "likely" | "no" {
    let answer: "likely" | "no" = "no";
    for (const { when } of printedBy(this.template, level, name, this.#controller?.version)) {
      const holds = when === undefined ? "yes" : this.#holds(when);
      if (holds === "yes") return "yes";
      if (holds === "likely") answer = "likely";
    }
    return answer;
  }

  #holds(when: PrintCondition): "yes" | "likely" | "no" {
    const annotation =
      when.annotation === undefined || this.#ingress === undefined
        ? undefined
        : productAnnotation(this.#ingress, this.#product, when.annotation);
    if (annotation !== undefined && annotation.value !== "")
      return meets(annotation.value, when) ? "yes" : "no";
    const setting = when.key === undefined ? undefined : this.#controller?.setting(when.key);
    if (setting?.state === "unknown") return "no";
    if (setting !== undefined) return meets(setting.value, when) ? "yes" : "no";
    if (!when.byDefault) return "no";
    return when.key === undefined || (this.#controller?.configMapIsComplete ?? false) ? "yes" : "likely";
  }
}

function meets(value: string, when: PrintCondition): boolean {
  if (when.prints === "true") return parseGoBool(value) ?? when.byDefault;
  if (when.prints === "size") return /^\d+[kKmMgG]?$/.test(value.trim());
  return when.prints === "off" ? value === "off" : value !== "";
}
