import type { Condition, NamedCheck } from "../../knowledge/advisories.ts";
import type { NginxConfig } from "../nginx-config.ts";
import { type Answer, no, outOfSight, yes } from "./answer.ts";
import { DirectiveIndex, topOf } from "./directive-index.ts";
import { aliasAndRewrite, captureBeforeRegexMap, questionMarkRewrite } from "./rewrite-checks.ts";
import type { Surroundings } from "./surroundings.ts";

const rewriteChecks: Readonly<Partial<Record<NamedCheck, typeof aliasAndRewrite>>> = {
  "alias-and-rewrite": aliasAndRewrite,
  "capture-before-regex-map": captureBeforeRegexMap,
  "question-mark-rewrite": questionMarkRewrite,
};

/** Answers about directives: what is not there is a no only where everything that nginx reads is in sight. */
export class DirectiveAnswers {
  readonly #index: DirectiveIndex;
  readonly #absent: Answer;

  constructor(index: DirectiveIndex, isComplete: boolean) {
    this.#index = index;
    this.#absent = isComplete ? no : outOfSight;
  }

  directive(condition: Extract<Condition, { directive: string }>): Answer {
    const args = condition.args === undefined ? undefined : new RegExp(condition.args);
    const found = this.#index.find(condition.directive, args, condition.in);
    return found.length >= (condition.count ?? 1) ? yes(found[0]!.origin) : this.#absent;
  }

  argument(pattern: RegExp): Answer {
    const found = this.#index.withArgument(pattern);
    return found === undefined ? this.#absent : yes(found.origin);
  }

  /** Undefined: no check of directives. */
  check(name: NamedCheck): Answer | undefined {
    const check = rewriteChecks[name];
    if (check === undefined) return undefined;
    const found = check(this.#index);
    return found === undefined ? this.#absent : yes(found.origin);
  }
}

/** The configurations that one nginx runs; there is no controller and no Ingress. */
export class NginxSurroundings implements Surroundings {
  readonly #answers: DirectiveAnswers;

  constructor(configs: readonly NginxConfig[]) {
    const roots = configs.map((it) => ({ directives: it.directives, top: topOf(it.context) }));
    const isComplete = configs.some((it) => it.context === "main") && configs.every((it) => it.complete);
    this.#answers = new DirectiveAnswers(new DirectiveIndex(roots), isComplete);
  }

  directive(condition: Extract<Condition, { directive: string }>): Answer {
    return this.#answers.directive(condition);
  }

  argument(pattern: RegExp): Answer {
    return this.#answers.argument(pattern);
  }

  check(name: NamedCheck): Answer {
    return this.#answers.check(name) ?? no;
  }

  setting(): Answer {
    return no;
  }

  annotation(): Answer {
    return no;
  }

  path(): Answer {
    return no;
  }

  image(): Answer {
    return no;
  }
}
