import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type FailOn, failLevels } from "../engine/config.ts";
import { type Preset, presets, presetWords } from "../engine/presets.ts";
import { errnoWords, hasErrno } from "../inputs/errno.ts";
import { isInside, realPathOf } from "../inputs/paths.ts";
import { collectList, makeCommand, oneOf, parseArguments } from "./arguments.ts";
import { configNames, findConfigFile } from "./config-file.ts";
import { initHelp } from "./help.ts";
import { configText, hookText, type InitChoice, workflowText } from "./init-files.ts";
import type { Io } from "./io.ts";
import { UserError } from "./user-error.ts";

interface Given {
  preset?: readonly string[];
  failOn?: FailOn;
  controllerVersion?: string;
  hook?: boolean;
  workflow?: boolean;
  dryRun?: boolean;
  yes?: boolean;
}

const HOOK = ".pre-commit-config.yaml";
const WORKFLOW = ".github/workflows/ingress-lint.yml";

/** The commander command of `init`. */
export function initProgram() {
  return makeCommand("init", initHelp)
    .argument("[extra...]")
    .option("--preset <names>", "", collectList)
    .option("--fail-on <level>", "", oneOf("--fail-on", failLevels))
    .option("--controller-version <version>")
    .option("--hook")
    .option("--no-hook")
    .option("--workflow")
    .option("--no-workflow")
    .option("--dry-run")
    .option("-y, --yes");
}

/**
 * `ingress-lint init`: writes `.ingress-lint.yaml` and, when wanted, a pre-commit hook and a workflow into the working directory. Files that exist are left as they are, and what belongs into them is printed.
 * Throws a `UserError` when a file cannot be written.
 */
export async function initCommand(args: readonly string[], io: Io): Promise<number> {
  const program = initProgram();
  if (!parseArguments(program, args)) {
    io.stdout(initHelp);
    return 0;
  }
  if (program.args.length > 0)
    throw new UserError("'init' takes no paths; it writes into the working directory");
  const given = program.opts<Given>();
  const answers = given.yes === true || io.isInteractive !== true ? undefined : new Answers(io);
  const ask = async (question: string, fallback: string) =>
    answers === undefined ? fallback : await answers.to(question, fallback);
  const presetOf = oneOf("--preset", presets);

  if (answers !== undefined) {
    io.stdout("Presets:\n");
    for (const preset of presets) io.stdout(`  ${preset.padEnd(12)} ${presetWords[preset]}\n`);
  }
  const chosen: readonly Preset[] = (
    given.preset ?? collectList(await ask("Which presets?", "recommended"))
  ).map(presetOf);
  const choice: InitChoice = {
    presets: chosen.length === 0 ? ["recommended"] : chosen,
    failOn:
      given.failOn ??
      oneOf("--fail-on", failLevels)(await ask(`Fail on (${failLevels.join(", ")})?`, "error")),
    controllerVersion:
      given.controllerVersion ??
      ((await ask("Version of the controller where no image says one (empty: none)?", "")) || undefined),
  };
  const isYes = (answer: string) => /^y(?:es)?$/i.test(answer);
  const hook = given.hook ?? isYes(await ask(`Write a pre-commit hook, ${HOOK} (y/n)?`, "n"));
  const workflow = given.workflow ?? isYes(await ask(`Write a workflow, ${WORKFLOW} (y/n)?`, "n"));
  answers?.close();

  const present = findConfigFile(io.cwd)?.path;
  const isPresent = present !== undefined && dirname(present) === io.cwd;
  const files: (readonly [path: string, text: string])[] = [
    [isPresent ? basename(present) : configNames[0], configText(choice)],
  ];
  if (hook) files.push([HOOK, hookText()]);
  if (workflow) files.push([WORKFLOW, workflowText(choice)]);
  for (const [path, text] of files) {
    if (given.dryRun === true) io.stdout(`--- ${path}\n${text}`);
    else if (writeNew(path, text, io.cwd)) io.stdout(`wrote ${path}\n`);
    else
      io.stdout(
        `${path} is there already and stays as it is; this is what would have been written:\n${text}`,
      );
  }
  return 0;
}

/** Writes a file that is not there yet; false when it is. Never through a link that leads out of the directory. */
function writeNew(path: string, text: string, cwd: string): boolean {
  const target = join(cwd, path);
  try {
    let existing = dirname(target);
    while (!existsSync(existing)) existing = dirname(existing);
    if (!isInside(realPathOf(existing), realPathOf(cwd)))
      throw new UserError(`'${path}' was not written: a link leads out of the directory`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (hasErrno(error, "EEXIST")) return false;
    if (error instanceof UserError) throw error;
    throw new UserError(`'${path}' could not be written: ${errnoWords(error)}`);
  }
}

/** Answers typed on the terminal, a line each; nothing more comes after the end of the input. */
class Answers {
  readonly #io: Io;
  readonly #chunks: AsyncIterator<Uint8Array | string> | undefined;
  #pending = "";

  constructor(io: Io) {
    this.#io = io;
    this.#chunks = io.stdin?.[Symbol.asyncIterator]();
  }

  /** The answer to a question; what the user just confirms is `fallback`. */
  async to(question: string, fallback: string): Promise<string> {
    this.#io.stdout(`${question}${fallback === "" ? "" : ` [${fallback}]`} `);
    while (!this.#pending.includes("\n")) {
      const next = await this.#chunks?.next();
      if (next === undefined || next.done === true) {
        this.#pending += "\n";
        break;
      }
      this.#pending += typeof next.value === "string" ? next.value : Buffer.from(next.value).toString("utf8");
    }
    const end = this.#pending.indexOf("\n");
    const answer = this.#pending.slice(0, end).trim();
    this.#pending = this.#pending.slice(end + 1);
    return answer === "" ? fallback : answer;
  }

  /** Lets the process end. */
  close(): void {
    void this.#chunks?.return?.();
  }
}
