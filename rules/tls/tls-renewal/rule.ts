import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { Project } from "../../../src/model/project.ts";
import { silentRenewals } from "../../../src/model/tls/certbot.ts";
import { handKept } from "./hand-kept.ts";
import { lateRenewals } from "./late-renewals.ts";

export default defineRule({
  id: "tls-renewal",
  subject: "project",
  severity: "info",
  preset: "recommended",
  summary: "A certificate's renewal depends on people, comes late, or is not noticed by the server.",
  why: "A renewal that nobody runs, has no time for a second try, or nginx never reads, ends as an expired certificate.",
  references: [
    "https://cert-manager.io/docs/usage/certificate/",
    "https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec",
    "https://eff-certbot.readthedocs.io/en/stable/using.html#renewing-certificates",
    "https://nginx.org/en/docs/control.html",
  ],
  lessons: [41],

  *check(project): Iterable<Finding> {
    yield* handKept(project);
    yield* lateRenewals(project);
    yield* withoutReload(project);
  },
});

/** nginx reads certificates when it starts and when it is told to reload. */
function* withoutReload(project: Project): Iterable<Finding> {
  for (const { container, program, command } of silentRenewals(project)) {
    yield {
      at: program.origin,
      message: `'${command}' in ${container.label} has no hook, and nothing in sight reloads nginx: the old certificate stays in use.`,
      help: "Add '--deploy-hook' with a command that reloads the server, such as 'nginx -s reload'.",
      key: `certbot ${container.name}`,
    };
  }
}
