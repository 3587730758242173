import { defineRule } from "../../../src/engine/rule.ts";
import { quote } from "../../../src/text/quote.ts";
import { leftOversIn } from "./in-manifests.ts";
import { leftOverOf } from "./in-nginx.ts";

export default defineRule({
  id: "template-left-over",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "A placeholder of a template engine is left in what a controller or nginx reads.",
  why: "What was meant to be filled in is taken as it stands: a host nobody asks for, a value nobody reads, configuration nginx refuses.",
  references: [
    "https://nginx.org/en/docs/varindex.html",
    "https://helm.sh/docs/chart_template_guide/values_files/",
    "https://github.com/docker-library/docs/tree/master/nginx#using-environment-variables-in-nginx-configuration-new-in-119",
  ],
  lessons: [29, 47],

  *check(project) {
    for (const { placeholder, holder, origin, manifest } of leftOversIn(project)) {
      yield {
        at: origin,
        message: `${quote(placeholder)} is left in ${holder} of ${manifest.label}; nothing in sight fills it in.`,
        help: "Fill the template in first and lint its output, or write the value itself.",
        key: holder,
      };
    }
    for (const config of project.nginxConfigs) {
      const left = leftOverOf(config);
      if (left === undefined) continue;
      yield {
        at: left.origin,
        message: `${quote(left.placeholder)} is left in ${left.holder}; nginx has no such variable, and nothing in sight fills it in.`,
        help: "Fill the template in first and lint its output; where the image does it at start, end the file's name in '.template'.",
        key: left.holder,
      };
    }
  },
});
