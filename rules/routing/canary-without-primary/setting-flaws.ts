import type { Finding } from "../../../src/engine/finding.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import { type IngressSettings, ingressSettings } from "../../../src/model/ingress-settings.ts";
import type { Project } from "../../../src/model/project.ts";
import { quote } from "../../../src/text/quote.ts";

/** What sends requests to a canary (balancer.lua, `route_to_alternative_balancer`): the first that is set and fits decides. */
const deciders = ["canary-by-header", "canary-by-cookie", "canary-weight"] as const;
const refinements = ["canary-by-header-value", "canary-by-header-pattern"] as const;

/** Annotations of a canary that do not do what they seem to say. */
export function* settingFlaws(ingress: Ingress, project: Project): Iterable<Finding> {
  // A cheap look first: few Ingresses are canaries.
  if (!Object.keys(ingress.manifest.annotations).some((it) => it.includes("/canary"))) return;
  const settings = ingressSettings(ingress, project);
  if (settings === undefined) return;
  const found = [
    ...(settings.has("canary") || settings.mayAppear("canary")
      ? settings.isCanary && settings.text("canary") !== undefined
        ? [neverChosen(settings), ...weights(settings), ...headers(settings)]
        : []
      : [notEnabled(settings)]),
  ];
  for (const it of found) if (it !== undefined) yield it;
}

/** annotations/canary/main.go: "configured but not enabled". */
function notEnabled(settings: IngressSettings): Finding | undefined {
  const name = [...deciders, ...refinements].find((it) => settings.has(it));
  if (name === undefined || settings.mayComeFromElsewhere("canary")) return undefined;
  return {
    at: settings.originOf(name),
    message: `${settings.ingress.label} sets ${quote(name)} but not 'canary', so it is no canary and claims its paths for itself.`,
    help: "Add 'canary: \"true\"', or remove the other canary annotations.",
    key: "canary",
  };
}

function neverChosen(settings: IngressSettings): Finding | undefined {
  if (deciders.some((it) => settings.has(it) || settings.mayAppear(it))) return undefined;
  if (refinements.some((it) => settings.has(it)) || settings.mayComeFromElsewhere("canary-weight"))
    return undefined;
  return {
    at: settings.originOf("canary"),
    severity: "warning",
    message: `Canary ${settings.ingress.label} has no weight, header or cookie, so no request is sent to it.`,
    help: "Set 'canary-weight', 'canary-by-header' or 'canary-by-cookie'.",
    key: "canary",
  };
}

function* weights(settings: IngressSettings): Iterable<Finding> {
  const weight = numberOf(settings, "canary-weight");
  if (
    weight === undefined ||
    (settings.mayAppear("canary-weight-total") && !settings.has("canary-weight-total"))
  )
    return;
  const written = settings.has("canary-weight-total") ? numberOf(settings, "canary-weight-total") : 100;
  if (written === undefined) return;
  const total = Math.max(100, written);
  if (weight > total) {
    yield {
      at: settings.originOf("canary-weight"),
      message: `'canary-weight' is ${weight} of ${total}: all requests without a deciding header or cookie go to canary ${settings.ingress.label}.`,
      help: `Set a weight between 0 and ${total}, or raise 'canary-weight-total'.`,
      key: "canary-weight",
    };
  } else if (written < 100 && weight > 0) {
    yield {
      at: settings.originOf("canary-weight-total"),
      message: `'canary-weight-total' ${written} counts as 100, so 'canary-weight' ${weight} is ${weight} % of the requests.`,
      help: `Leave the total out and set 'canary-weight' to the percentage${written > 0 && weight <= written ? `, ${Math.round((weight / written) * 100)} for the share written here` : ""}.`,
      key: "canary-weight-total",
    };
  }
}

function numberOf(settings: IngressSettings, name: string): number | undefined {
  const text = settings.text(name);
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function* headers(settings: IngressSettings): Iterable<Finding> {
  const [value, pattern] = refinements;
  const refinement = refinements.find((it) => settings.has(it));
  if (refinement === undefined) return;
  if (!settings.has("canary-by-header")) {
    if (settings.mayAppear("canary-by-header") || settings.mayComeFromElsewhere("canary-by-header")) return;
    yield {
      at: settings.originOf(refinement),
      message: `${quote(refinement)} of canary ${settings.ingress.label} has no 'canary-by-header', so no header is looked at.`,
      help: "Set 'canary-by-header' to the name of the header.",
      key: refinement,
    };
  } else if (settings.has(value) && settings.has(pattern) && settings.text(value) !== "") {
    yield {
      at: settings.originOf(pattern),
      severity: "warning",
      message: `${quote(pattern)} of canary ${settings.ingress.label} is ignored, because ${quote(value)} is set too.`,
      help: `Keep one of the two; ${quote(value)} decides now.`,
      related: [{ at: settings.originOf(value), message: "This value decides." }],
      key: pattern,
    };
  }
}
