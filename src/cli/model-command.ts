import { escapeJson, sanitiseLines } from "../reporters/sanitise.ts";
import { makeCommand, oneOf, parseArguments } from "./arguments.ts";
import { loadConfig } from "./config-file.ts";
import { modelHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { defaultArguments } from "./lint-arguments.ts";
import { lintOptions } from "./lint-options.ts";
import { UserError } from "./user-error.ts";

/** The commander command of `model`. */
export function modelProgram() {
  return makeCommand("model", modelHelp)
    .argument("[paths...]")
    .option("-f, --format <name>", "", oneOf("--format", ["json"]))
    .option("--controller-version <version>")
    .option("--config <file>")
    .option("--no-config")
    .option("--no-ignore");
}

interface Given {
  controllerVersion?: string;
  config?: string | boolean;
  ignore: boolean;
}

/** More than this is no model but a bomb of YAML aliases. */
const LONGEST = 2 ** 28;

/**
 * `ingress-lint model PATH...`: what the linter read and linked, as JSON for `jq`, OPA and the like. Gives 2 when something could not be read; the rest is printed all the same. Throws a
 * `UserError` when it cannot begin.
 */
export async function modelCommand(args: readonly string[], io: Io): Promise<number> {
  const program = modelProgram();
  if (!parseArguments(program, args)) {
    io.stdout(modelHelp);
    return 0;
  }
  const given = program.opts<Given>();
  if (program.args.length === 0)
    throw new UserError("no paths were given; 'ingress-lint model --help' shows the options");
  if (program.args.includes("-"))
    throw new UserError("'model' reads files, not standard input; write it to a file first");
  const { rules } = await import("../../rules/index.ts");
  const named = given.config === true ? undefined : given.config;
  const loaded = await loadConfig(named, io.cwd, rules);
  const options = lintOptions(
    { ...defaultArguments(), controllerVersion: given.controllerVersion, gitignore: given.ignore },
    loaded,
    loaded.rules,
    io.cwd,
  );
  const { discover } = await import("../inputs/discover.ts");
  const { readProjects } = await import("../inputs/read-projects.ts");
  const { modelJson } = await import("../policies/model-json.ts");
  const found = discover(program.args, {
    cwd: io.cwd,
    maxFileBytes: options.maxFileBytes,
    gitignore: given.ignore,
    ignore: { directory: loaded.directory, patterns: options.ignore },
    includePrefixes: options.includePrefixes,
  });
  const read = await readProjects(found.files, { ...options, includeHost: found.includeHost });
  const [plain, ...plans] = read.projects;
  const problems = [...found.problems, ...read.problems];
  let text: string;
  try {
    text = JSON.stringify(
      {
        version: "1",
        ...modelJson(plain!.project),
        plans: plans.map((it) => modelJson(it.project)),
        problems: problems.map(({ path, line, column, message }) => ({ path, line, column, message })),
      },
      (_, value: unknown) => (typeof value === "string" ? read.redact(value) : value),
      2,
    );
  } catch (error) {
    if (error instanceof RangeError) throw new UserError("the model is too large to be printed");
    throw error;
  }
  if (text.length > LONGEST) throw new UserError("the model is too large to be printed");
  io.stdout(`${escapeJson(text)}\n`);
  for (const { path, message } of problems) io.stderr(sanitiseLines(`${path}: ${message}\n`));
  return problems.length > 0 ? 2 : 0;
}
