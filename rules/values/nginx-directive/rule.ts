import { findNearest } from "../../../src/engine/nearest.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { DirectiveFlaw } from "../../../src/model/nginx-check/flaw.ts";
import { loadFlaws } from "../../../src/model/nginx-check/load-flaws.ts";
import { snippetErrors } from "../../../src/model/nginx-check/syntax-errors.ts";

/** Looking for a near name costs time; nobody corrects more than these at once. */
const MAX_SUGGESTIONS = 50;

export default defineRule({
  id: "nginx-directive",
  subject: "nginx",
  severity: "error",
  preset: "recommended",
  summary: "A directive is unknown to nginx, or its place, its arguments or its value are refused.",
  why: "The whole configuration is refused: nginx does not start, and a running one keeps its old configuration at every reload.",
  references: [
    "https://nginx.org/en/docs/dirindex.html",
    "https://nginx.org/en/docs/syntax.html",
    "https://github.com/nginx/nginx/blob/release-1.22.1/src/core/ngx_conf_file.c",
  ],
  lessons: [47],
  options: {
    knownDirectives: {
      type: "string[]",
      default: [],
      description: "Names of directives that come from modules of your own.",
    },
    nginxPlus: {
      type: "boolean",
      default: false,
      description: "Whether NGINX Plus runs the configurations: its directives are known then.",
    },
  },

  *check(config, { options, project }) {
    let suggestions = 0;
    const errors = config.kind === "rendered" ? snippetErrors(project) : [];
    for (const flaw of loadFlaws(config, { ...options, snippetErrors: errors })) {
      const { mistyped } = flaw;
      const nearest =
        mistyped !== undefined && suggestions++ < MAX_SUGGESTIONS
          ? findNearest(mistyped.word, mistyped.candidates)
          : undefined;
      yield {
        at: flaw.at,
        message: messageOf(flaw),
        help: nearest === undefined ? flaw.help : `Write '${nearest}'. ${otherwise}`,
        severity: arriveLater.has(flaw.check) ? "warning" : (flaw.severity ?? "error"),
        related: flaw.related ?? [],
        key: `${flaw.check} ${flaw.reason}`,
      };
    }
  },
});

const otherwise = "If a module of yours has the name, give it in the option 'knownDirectives'.";

/** What other tools are known to put in before nginx starts: certbot writes the certificates of a server that has none. */
const arriveLater: ReadonlySet<string> = new Set(["ssl-certificate"]);

/** Flaws that are warnings because something out of sight may mend them. */
const refusedAsItStands: ReadonlySet<string> = new Set(["plus", "no-events", "variable-unknown"]);

function messageOf(flaw: DirectiveFlaw): string {
  const lead =
    flaw.severity !== "warning"
      ? "nginx refuses this"
      : refusedAsItStands.has(flaw.check)
        ? "nginx refuses this as it stands"
        : "nginx warns";
  const explanation = flaw.explanation === undefined ? "" : ` ${capital(flaw.explanation)}.`;
  return `${lead}: ${flaw.reason}.${explanation}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
