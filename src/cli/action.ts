import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { isReporterName, reporters } from "../reporters/reporter.ts";
import { escapeJson } from "../reporters/sanitise.ts";
import { isBinaryPlan, type ShownPlan, showPlan } from "./binary-plan.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The command line as a function: arguments in, exit status out. */
export type RunCli = (
  args: string[],
  io: {
    readonly cwd: string;
    readonly env: Environment;
    readonly stdout: (text: string) => void;
    readonly stderr: (text: string) => void;
    readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  },
) => Promise<number>;

/** The inputs of the action as the workflow gives them; an input left out is an empty string. */
interface Inputs {
  readonly paths: readonly string[];
  readonly plan: string;
  readonly formats: readonly string[];
  readonly failOn: string;
  readonly config: string;
  readonly only: string;
  readonly beforeRef: string;
  readonly terraformDir: string;
}

/** The part of the JSON report that becomes outputs. */
interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Both where there is an earlier state: a plan's own, or that of `before-ref`. */
  readonly new?: number;
  readonly fixed?: number;
}

/**
 * Runs the linter as the GitHub Action. Reads the inputs from `INPUT_*` (the runner writes a name in upper case and keeps
 * its dashes), lints in `GITHUB_WORKSPACE`, writes outputs to `GITHUB_OUTPUT` and the summary to `GITHUB_STEP_SUMMARY`,
 * and gives the exit status. Reports go to a new folder below `RUNNER_TEMP`, so that the checkout stays as it is.
 * `write` is given what the runner reads as the log.
 */
export async function runAction(
  env: Environment,
  run: RunCli,
  write: (text: string) => void,
): Promise<number> {
  const inputs = readInputs(env);
  const unknown = inputs.formats.find((it) => !isReporterName(it));
  if (unknown !== undefined) {
    const accepted = Object.keys(reporters).join(", ");
    write(command("error", `Input 'format' has '${unknown}'; expected one or more of: ${accepted}.`));
    return 2;
  }

  if (inputs.only !== "new" && inputs.only !== "all") {
    write(command("error", `Input 'only' is '${inputs.only}'; expected new or all.`));
    return 2;
  }

  const workspace = env.GITHUB_WORKSPACE || process.cwd();
  const shown = shownPlan(inputs, workspace, env);
  if (shown !== undefined && "error" in shown) {
    write(command("error", `Plan '${inputs.plan}' ${shown.error}`));
    return 2;
  }

  const folder = mkdtempSync(join(env.RUNNER_TEMP || tmpdir(), "ingress-lint-"));
  const files = {
    sarif: join(folder, "ingress-lint.sarif"),
    json: join(folder, "ingress-lint.json"),
    summary: join(folder, "summary.md"),
    annotations: join(folder, "annotations.txt"),
  };
  const { status, errors } = await runFenced(
    argumentsFor(inputs, files, shown !== undefined),
    { workspace, env, stdin: shown?.json },
    run,
    write,
  );

  if (existsSync(files.annotations)) write(readFileSync(files.annotations, "utf8"));
  if (existsSync(files.summary)) appendTo(env.GITHUB_STEP_SUMMARY, readFileSync(files.summary, "utf8"));
  if (existsSync(files.json)) {
    const { summary } = JSON.parse(readFileSync(files.json, "utf8")) as { summary: Summary };
    appendTo(env.GITHUB_OUTPUT, outputsOf(summary));
  } else if (status !== 0) {
    write(command("error", errors.trim() || `ingress-lint ended with exit status ${status}.`));
  }
  if (existsSync(files.sarif)) {
    keepPresentResults(files.sarif);
    appendTo(env.GITHUB_OUTPUT, output("sarif", files.sarif));
  }
  return status;
}

/** The JSON of a plan that is a binary one; undefined for all others. */
function shownPlan(
  { plan, terraformDir }: Inputs,
  workspace: string,
  env: Environment,
): ShownPlan | undefined {
  const path = resolve(workspace, plan);
  if (plan === "" || !isBinaryPlan(path)) return undefined;
  const directory = terraformDir === "" ? dirname(path) : resolve(workspace, terraformDir);
  return showPlan(path, { directory, workspace, env });
}

function readInputs(env: Environment): Inputs {
  const input = (name: string) => (env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] ?? "").trim();
  const words = (name: string) =>
    input(name)
      .split(/\s+/)
      .filter((it) => it !== "");
  const formats = words("format");
  return {
    paths: listOf(input("paths")),
    plan: input("plan"),
    formats: formats.length > 0 ? formats : ["github"],
    failOn: input("fail-on"),
    config: input("config"),
    // A plan says what it changes: what was there before is not this change's.
    only: input("only") || (input("plan") === "" && input("before-ref") === "" ? "all" : "new"),
    beforeRef: input("before-ref"),
    terraformDir: input("terraform-dir"),
  };
}

/** Lines are one path each, so that a path may have blanks; a single line holds paths between blanks. */
function listOf(text: string): string[] {
  const parts = text.includes("\n") ? text.split("\n").map((it) => it.trim()) : text.split(/\s+/);
  return parts.filter((it) => it !== "");
}

function argumentsFor(
  inputs: Inputs,
  files: Record<"sarif" | "json" | "summary" | "annotations", string>,
  planIsShown: boolean,
): string[] {
  const plan = inputs.plan === "" ? [] : [planIsShown ? "-" : asPath(inputs.plan)];
  const paths = [...inputs.paths.map(asPath), ...plan];
  return [
    ...inputs.formats.flatMap((it) => ["--format", it === "github" ? `github=${files.annotations}` : it]),
    ...["--format", `json=${files.json}`, "--format", `sarif=${files.sarif}`],
    ...["--format", `summary=${files.summary}`],
    ...(inputs.failOn === "" ? [] : [`--fail-on=${inputs.failOn}`]),
    ...(inputs.config === "" ? [] : [`--config=${inputs.config}`]),
    ...(inputs.beforeRef === "" ? [] : [`--before-ref=${inputs.beforeRef}`]),
    ...(inputs.terraformDir === "" ? [] : [`--terraform-dir=${inputs.terraformDir}`]),
    ...(inputs.only === "new" ? ["--only=new"] : []),
    ...(planIsShown ? [`--stdin-filename=${inputs.plan}`] : []),
    "--",
    ...(paths.length > 0 ? paths : ["."]),
  ];
}

/** A bare word is a path here and never a subcommand, an option or standard input. */
function asPath(path: string): string {
  return /^(?:\.{0,2}\/|\.{1,2}$|!|[A-Za-z]:[\\/]|\\\\)/.test(path) ? path : `./${path}`;
}

/**
 * Runs the command line with the runner's own commands switched off: what a linted file makes the linter print is text
 * and nothing else. Both streams become one, because the runner reads two in no certain order.
 */
async function runFenced(
  args: string[],
  {
    workspace,
    env,
    stdin,
  }: {
    readonly workspace: string;
    readonly env: Environment;
    readonly stdin: Buffer | undefined;
  },
  run: RunCli,
  write: (text: string) => void,
): Promise<{ status: number; errors: string }> {
  const token = randomUUID();
  let errors = "";
  let atLineStart = true;
  const print = (text: string) => {
    if (text === "") return;
    write(text);
    atLineStart = text.endsWith("\n");
  };
  write(`::stop-commands::${token}\n`);
  try {
    const status = await run(args, {
      cwd: workspace,
      env,
      ...(stdin !== undefined && { stdin: Readable.from([stdin]) }),
      stdout: print,
      stderr: (text) => {
        errors += text;
        print(text);
      },
    });
    return { status, errors };
  } finally {
    write(`${atLineStart ? "" : "\n"}::${token}::\n`);
  }
}

function outputsOf({ errors, warnings, infos, new: added, fixed }: Summary): string {
  const findings = errors + warnings + infos;
  const values = { errors, warnings, infos, findings, new: added ?? findings, fixed: fixed ?? 0 };
  return Object.entries(values)
    .map(([name, value]) => output(name, String(value)))
    .join("");
}

/** The form of `GITHUB_OUTPUT` that holds any value: its end is a word that cannot be guessed. */
function output(name: string, value: string): string {
  const end = `end_${randomUUID()}`;
  return `${name}<<${end}\n${value}\n${end}\n`;
}

function appendTo(file: string | undefined, text: string): void {
  if (file) appendFileSync(file, text);
}

/**
 * Takes the results that a plan mends out of the file that is made for code scanning: GitHub knows no `baselineState` and
 * would open an alert for each of them.
 */
function keepPresentResults(file: string): void {
  const log = JSON.parse(readFileSync(file, "utf8")) as { runs: { results: { baselineState?: string }[] }[] };
  const mended = (it: { baselineState?: string }) => it.baselineState === "absent";
  if (!log.runs.some((it) => it.results.some(mended))) return;
  for (const run of log.runs) run.results = run.results.filter((it) => !mended(it));
  writeFileSync(file, `${escapeJson(JSON.stringify(log, undefined, 2))}\n`);
}

function command(name: "error", text: string): string {
  const data = text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
  return `::${name} title=ingress-lint::${data}\n`;
}
