import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { ingressFlaws } from "./ingress-flaws.ts";
import { serverFlaws } from "./server-flaws.ts";

export default defineRule({
  id: "tls-host-coverage",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "A host is served over TLS with a certificate that is not for it.",
  why: "Clients compare the name they asked for with those in the certificate and refuse; a controller may serve its own certificate instead.",
  references: [
    "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
    "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
    "https://kubernetes.github.io/ingress-nginx/user-guide/tls/#default-ssl-certificate",
    "https://cert-manager.io/docs/usage/ingress/",
    "https://nginx.org/en/docs/http/configuring_https_servers.html#name_based_https_servers",
  ],
  lessons: [43],

  *check(project): Iterable<Finding> {
    for (const ingress of project.ingresses) yield* ingressFlaws(ingress, project);
    yield* serverFlaws(project);
  },
});
