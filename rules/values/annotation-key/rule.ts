import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { ingressFindings } from "./ingress-findings.ts";
import { misplaced } from "./misplaced.ts";

export default defineRule({
  id: "annotation-key",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "An annotation that looks like one of the ingress controller's is not read by it.",
  why: "Controllers ignore unknown annotations without a word, so a limit, a redirect or a timeout that somebody relies on never existed.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/",
    "https://kubernetes.github.io/ingress-nginx/user-guide/cli-arguments/",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/",
  ],
  lessons: [47],
  fixable: true,

  *check(project): Generator<Finding> {
    for (const ingress of project.ingresses) yield* ingressFindings(ingress, project);
    for (const kind of ["Service", "Deployment", "StatefulSet", "DaemonSet"])
      for (const manifest of project.ofKind(kind)) yield* misplaced(manifest, project);
  },
});
