import { defineRule } from "../../../src/engine/rule.ts";
import { isAcceptedRewriteTarget } from "../../../src/knowledge/annotation-validation.ts";
import { checksAnnotations } from "../../../src/model/annotation-checks.ts";
import { productAnnotation } from "../../../src/model/product-annotation.ts";

export default defineRule({
  id: "rewrite-ignored",
  subject: "ingress",
  severity: "error",
  preset: "recommended",
  summary: "The controller drops a rewrite-target because of a character in it, and rewrites nothing.",
  why: "Requests reach the backend with the path that the client sent; a log line of the controller is the only trace.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#rewrite",
    "https://kubernetes.github.io/ingress-nginx/user-guide/cli-arguments/",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.12.1/internal/ingress/annotations/rewrite/main.go",
  ],
  lessons: [47],

  *check(ingress, { project }) {
    // A cheap look first: most Ingresses do not rewrite.
    if (!Object.keys(ingress.manifest.annotations).some((it) => it.endsWith("rewrite-target"))) return;
    const target = productAnnotation(ingress, "ingress-nginx", "rewrite-target");
    if (target === undefined || isAcceptedRewriteTarget(target.value)) return;
    const { controller } = ingress;
    if (project.productOf(ingress) !== "ingress-nginx" || checksAnnotations(controller) !== true) return;
    const refused = /[\r\n]/.test(target.value)
      ? "a line break"
      : [...new Set(target.value.match(/[^-._~a-zA-Z0-9/:$]/g))].map((it) => `'${it}'`).join(", ");
    const label = controller?.label ?? "ingress-nginx";
    yield {
      at: target.origin,
      message: `'rewrite-target' '${target.value.replace(/\s+/g, " ")}' is dropped by ${label}, which accepts letters, digits and '-._~/:$' there, not ${refused}.`,
      help: refused.includes("'?'")
        ? "Leave the query out of the target: nginx keeps the client's, and the application can add its own."
        : "Write the target with these characters alone, or rewrite in the application.",
    };
  },
});
