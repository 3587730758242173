import picocolors from "picocolors";
import type { Rule } from "../engine/rule.ts";
import type { InputFile } from "../inputs/input-file.ts";
import { textInput } from "../inputs/text-input.ts";
import { memoryHost } from "../parsers/nginx/include.ts";
import type { PolicyCase } from "../policies/policy.ts";
import { sanitise, sanitiseLines } from "../reporters/sanitise.ts";
import { textOfFile } from "../text/origin.ts";
import { makeCommand, parseArguments } from "./arguments.ts";
import { wantsColor } from "./color.ts";
import { testHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { policyRules, readPolicyFiles } from "./own-rules.ts";
import { UserError } from "./user-error.ts";

/** The commander command of `test`. */
export function testProgram() {
  return makeCommand("test", testHelp).argument("[paths...]");
}

/**
 * `ingress-lint test PATH...`: runs the cases of policies. Each bad case has to give findings of its policy, each good one none. Gives 1 when a case, or a policy without a bad case, fails.
 * Throws a `UserError` for policies that are not valid.
 */
export async function testCommand(args: readonly string[], io: Io): Promise<number> {
  const program = testProgram();
  if (!parseArguments(program, args)) {
    io.stdout(testHelp);
    return 0;
  }
  if (program.args.length === 0) throw new UserError("'test' needs files or folders with policies");
  const policies = await readPolicyFiles(program.args, io.cwd);
  const { rules: builtIn } = await import("../../rules/index.ts");
  const rules = await policyRules(policies, builtIn);
  const colors = picocolors.createColors(wantsColor(program.opts<{ color?: boolean }>().color, io));
  const lines: string[] = [];
  let cases = 0;
  let failed = 0;
  for (const [index, policy] of policies.entries()) {
    const complaints =
      policy.bad.length === 0 ? ["it has no bad case: nothing shows that it finds anything"] : [];
    for (const [kind, list] of [
      ["bad", policy.bad],
      ["good", policy.good],
    ] as const) {
      for (const [at, it] of list.entries()) {
        cases += 1;
        const complaint = await complaintAbout(kind, it, rules[index]!);
        if (complaint === undefined) continue;
        const { line } = policy.file.positionAt(it.offset);
        complaints.push(`${policy.file.path}:${line}: ${kind} case ${at + 1} ${complaint}`);
      }
    }
    failed += complaints.length;
    const counts = `${policy.bad.length} bad, ${policy.good.length} good`;
    lines.push(
      `${complaints.length === 0 ? colors.green("✔") : colors.red("✖")} ${policy.id}  ${colors.dim(counts)}`,
      ...complaints.map((it) => `    ${it}`),
    );
  }
  lines.push(
    "",
    `${count(policies.length, "policy", "policies")}, ${count(cases, "case", "cases")}: ${failed === 0 ? "all as expected" : count(failed, "failure", "failures")}`,
  );
  io.stdout(sanitiseLines(`${lines.join("\n")}\n`));
  return failed === 0 ? 0 : 1;
}

/** What is not as a case wants it. */
async function complaintAbout(
  kind: "bad" | "good",
  { files }: PolicyCase,
  rule: Rule,
): Promise<string | undefined> {
  const { lint } = await import("../index.ts");
  const inputs = Object.entries(files).map(([path, text]) => textInput(path, text, true));
  const left = Object.keys(files).filter((_, index) => inputs[index] === undefined);
  if (left.length > 0) return `holds nothing that is linted in ${left.join(", ")}`;
  const given = inputs as readonly InputFile[];
  const { results, problems } = await lint(given, {
    only: [rule.id],
    extraRules: [rule],
    includeHost: memoryHost(new Map(given.map(({ file }) => [file.path, textOfFile(file)]))),
  });
  if (problems.length > 0) {
    const [{ path, line, message }] = problems as [(typeof problems)[0]];
    return `could not be judged: ${path}${line === undefined ? "" : `:${line}`}: ${message}`;
  }
  if (kind === "bad") return results.length > 0 ? undefined : "gives no finding";
  return results.length === 0
    ? undefined
    : `gives ${count(results.length, "finding", "findings")}: ${sanitise(results[0]!.message)}`;
}

function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`;
}
