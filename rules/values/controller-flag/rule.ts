import { findNearest } from "../../../src/engine/nearest.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { settingNames } from "../../../src/knowledge/settings.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { type BadFlag, badFlags } from "../../../src/model/settings/controller-flags.ts";
import { quote } from "../../../src/text/quote.ts";

export default defineRule({
  id: "controller-flag",
  subject: "controller",
  severity: "warning",
  preset: "recommended",
  summary: "A flag on the controller's command line that its release does not take.",
  why: "The controller exits while it parses its command line: at the next rollout no new pod becomes ready.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/cli-arguments/",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/command-line-arguments/",
  ],
  lessons: [33, 47],

  *check(controller) {
    for (const bad of badFlags(controller)) {
      yield {
        at: bad.origin,
        message: messageOf(controller, bad),
        help: helpOf(controller, bad),
        key: bad.name,
      };
    }
  },
});

const exits = "it exits at start, so the pod restarts again and again";

function messageOf(controller: Controller, bad: BadFlag): string {
  const flag = `'--${bad.name}'`;
  const { label } = controller;
  switch (bad.why) {
    case "unknown":
      return `${label} has no flag ${flag}; ${exits}.`;
    case "too new":
      return `Flag ${flag} exists from ${bad.since} on, and this is ${label}; ${exits}.`;
    case "removed":
      return `Flag ${flag} exists ${bad.last === undefined ? `before ${bad.removed}` : `up to ${bad.last}`}, and this is ${label}; ${exits}.`;
    case "one dash":
      return `'-${bad.name}' has one dash, which ${label} reads as flags of one letter each; ${exits}.`;
    case "stray word":
      return `Flag ${flag} takes its value behind '=' only: it is true here, and ${quote(bad.word)} is passed over.`;
    case "value":
      return `Flag ${flag} is ${quote(bad.value)}, which ${bad.verdict.reason}; ${label} exits at start, so the pod restarts again and again.`;
  }
}

function helpOf(controller: Controller, bad: BadFlag): string {
  switch (bad.why) {
    case "unknown": {
      const near = findNearest(bad.name, settingNames(controller.product, "flag", controller.version));
      return near === undefined ? "Remove the flag." : `Write '--${near}', or remove the flag.`;
    }
    case "too new":
      return `Upgrade to ${bad.since} or newer, or remove the flag.`;
    case "removed":
      return bad.replacement === undefined
        ? "Remove the flag."
        : `Use ${/^[\w-]+$/.test(bad.replacement) ? `'--${bad.replacement}'` : bad.replacement} instead, or remove the flag.`;
    case "one dash":
      return `Write '--${bad.name}'.`;
    case "stray word":
      return `Write '--${bad.name}=${bad.word}'.`;
    case "value":
      return bad.verdict.suggestion === undefined
        ? `Set it to ${bad.verdict.expected}.`
        : `Write '--${bad.name}=${bad.verdict.suggestion}'.`;
  }
}
