import { annotationFact, isKnownTo } from "../knowledge/settings.ts";
import { type AllSettings, itemsOf } from "./ingress-nginx-all-settings.ts";

/** What the controller makes of an Ingress as a whole. */
export interface IngressVerdict {
  /** Why the webhook denies it and the controller skips it; undefined where it does not. */
  readonly refused?: string;
  /** Why all of its locations answer 503; undefined where they do not. */
  readonly denied?: string;
}

const levels = ["low", "medium", "high", "critical"];

/**
 * Judges the annotations of an Ingress as the controller does (internal/ingress/annotations: the validators, `CheckAnnotationRisk`, and
 * internal/ingress/controller/store for the word blocklist). Only what is certain counts.
 */
export function judgeIngress(settings: AllSettings): IngressVerdict {
  const { global, version } = settings;
  let denied: string | undefined;
  const level = global.get("annotations-risk-level");
  // Any other word counts as the lowest level.
  const allowed = Math.max(0, levels.indexOf(level.value.toLowerCase()));
  const ranks = settings.isSince("1.9.0") && (level.state === "explicit" || level.state === "default");
  const blocked = itemsOf(global.get("annotation-value-word-blocklist"));
  for (const name of settings.ownNames) {
    const annotation = settings.annotation(name);
    if (annotation === undefined) continue;
    const word = blocked.find((it) => annotation.value.includes(it.value));
    if (word !== undefined)
      return { refused: `annotation ${name} holds '${word.value}' of annotation-value-word-blocklist` };
    const fact = annotationFact("ingress-nginx", name);
    if (fact === undefined || (version !== undefined && !isKnownTo(fact, version))) continue;
    const risk = fact.risk === undefined ? -1 : levels.indexOf(fact.risk.toLowerCase());
    if (ranks && version !== undefined && risk > allowed)
      return {
        refused: `annotation ${name} is rated ${fact.risk}, above annotations-risk-level ${level.value}`,
      };
    if (annotation.value === "" || settings.accepts(fact, annotation.value) !== false) continue;
    if (fact.invalid === "reject-ingress" && settings.isSince("1.9.0"))
      return { refused: `the value of annotation ${name} is invalid` };
    if (fact.invalid === "deny-location-503") denied ??= `the value of annotation ${name} is invalid`;
  }
  return denied === undefined ? {} : { denied };
}
