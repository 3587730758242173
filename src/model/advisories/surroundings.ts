import type { Condition, NamedCheck } from "../../knowledge/advisories.ts";
import { type Answer, all, any, not, outside, yes } from "./answer.ts";

type Of<K extends string> = Extract<Condition, Record<K, unknown>>;

/** What conditions of advisories are asked of: the configuration that one nginx or one controller runs with. */
export interface Surroundings {
  directive(condition: Of<"directive">): Answer;
  argument(pattern: RegExp): Answer;
  setting(key: string, pattern: RegExp): Answer;
  annotation(name: string, pattern: RegExp | undefined): Answer;
  path(pattern: RegExp): Answer;
  image(pattern: RegExp): Answer;
  check(name: NamedCheck): Answer;
}

/** Whether a condition holds there. */
export function evaluate(condition: Condition, there: Surroundings): Answer {
  if ("all" in condition) return all(condition.all.map((it) => evaluate(it, there)));
  if ("any" in condition) return any(condition.any.map((it) => evaluate(it, there)));
  if ("not" in condition) return not(evaluate(condition.not, there));
  if ("outside" in condition) return outside(condition.outside);
  if ("directive" in condition) return there.directive(condition);
  if ("argument" in condition) return there.argument(new RegExp(condition.argument));
  if ("setting" in condition) return there.setting(condition.setting, new RegExp(condition.is, "i"));
  if ("annotation" in condition)
    return there.annotation(
      condition.annotation,
      condition.is === undefined ? undefined : new RegExp(condition.is),
    );
  if ("path" in condition) return there.path(new RegExp(condition.path));
  if ("image" in condition) return there.image(new RegExp(condition.image));
  if ("check" in condition) return there.check(condition.check);
  return yes();
}
