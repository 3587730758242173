import type { Finding } from "../engine/finding.ts";
import { POLICIES } from "../engine/presets.ts";
import type { Rule, RuleContext } from "../engine/rule.ts";
import { RuleProblem } from "../engine/rule-problem.ts";
import type { Project } from "../model/project.ts";
import type { ExpressionError } from "./evaluate.ts";
import { DEADLINE_MS, type Evaluator } from "./evaluator.ts";
import { type Item, itemsOf } from "./items.ts";
import type { Located, Policy } from "./policy.ts";
import { parseTemplate, type Template } from "./template.ts";

/** A policy as a rule: it is switched, suppressed, counted and reported as every other. What goes wrong in one becomes a problem with its place. */
export function policyRule(policy: Policy, evaluator: Evaluator): Rule {
  const message = parseTemplate(policy.message.text);
  const help = parseTemplate(policy.help.text);
  const expressions = {
    match: policy.match?.text,
    assert: policy.assert.text,
    message: message.expressions.map((it) => it.text),
    help: help.expressions.map((it) => it.text),
  };
  return {
    id: policy.id,
    category: POLICIES,
    subject: "project",
    severity: policy.severity,
    preset: "recommended",
    summary: policy.summary,
    why: policy.why,
    references: policy.references,
    lessons: [],
    *check(project: Project, _: RuleContext): Generator<Finding> {
      const items = itemsOf(policy, project);
      if (items.length === 0) return;
      const verdicts = evaluator.judge(
        expressions,
        items.map((it) => it.variables),
      );
      if (verdicts === undefined)
        throw problemAt(
          policy,
          policy.assert,
          0,
          `policy '${policy.id}' was stopped: it took longer than ${DEADLINE_MS / 1000} s, or too much memory, for ${items.length} values`,
        );
      let error: { readonly of: ExpressionError; readonly on: string } | undefined;
      for (const [index, verdict] of verdicts.entries()) {
        if (verdict.outcome === "error") error ??= { of: verdict.error, on: whereIs(items[index]!) };
        if (verdict.outcome !== "fails") continue;
        const { origin, key } = items[index]!;
        yield {
          at: origin,
          message: filled(message, verdict.message),
          help: filled(help, verdict.help),
          key,
        };
      }
      if (error !== undefined) throw expressionProblem(policy, { message, help }, error.of, error.on);
    },
  };
}

/** What an item is called in messages. */
function whereIs({ origin }: Item): string {
  const { resource, file } = origin.place();
  return resource ?? file.path;
}

function filled({ texts }: Template, values: readonly string[]): string {
  return texts.map((text, index) => text + (values[index] ?? "")).join("");
}

function expressionProblem(
  policy: Policy,
  templates: { readonly message: Template; readonly help: Template },
  { part, index, offset, message, isSyntax }: ExpressionError,
  on: string,
): RuleProblem {
  const start = part === "message" || part === "help" ? (templates[part].expressions[index]?.offset ?? 0) : 0;
  const located = policy[part] ?? policy.assert;
  return problemAt(
    policy,
    located,
    start + offset,
    `'${part}' of policy '${policy.id}'${isSyntax ? "" : ` on ${on}`}: ${message}`,
  );
}

function problemAt(
  { file }: Policy,
  { offsetOf, text }: Located,
  offset: number,
  message: string,
): RuleProblem {
  const { line, column } = file.positionAt(offsetOf(Math.min(offset, Math.max(0, text.length - 1))));
  return new RuleProblem({ path: file.path, line, column, message });
}
