import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { activeRules } from "../engine/active-rules.ts";
import type { FailOn, LintOptions } from "../engine/config.ts";
import { type LintResult, severities } from "../engine/finding.ts";
import type { Rule } from "../engine/rule.ts";
import { suppressionRules } from "../engine/suppression-rules.ts";
import type { DiscoveryOptions } from "../inputs/discover.ts";
import type { EarlierState } from "../inputs/earlier.ts";
import { errnoWords } from "../inputs/errno.ts";
import type { DiscoveryResult } from "../inputs/input-file.ts";
import { isPresent } from "../reporters/counts.ts";
import { type ReportContext, reporters } from "../reporters/reporter.ts";
import { sanitise, sanitiseLines } from "../reporters/sanitise.ts";
import { milliseconds } from "../text/clock.ts";
import type { Observe } from "../text/observe.ts";
import { quote } from "../text/quote.ts";
import { wantsColor } from "./color.ts";
import { loadConfig } from "./config-file.ts";
import { FAILED } from "./exit-status.ts";
import type { LintedTree } from "./fix-passes.ts";
import { lintHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { helpUriIn, informationUri } from "./links.ts";
import { type LintArguments, parseLintArguments } from "./lint-arguments.ts";
import { lintOptions } from "./lint-options.ts";
import { repositoryRoot } from "./repository-root.ts";
import { UserError } from "./user-error.ts";
import { version } from "./version.ts";
import { withOwnRules } from "./with-own-rules.ts";
import { checkTarget, type Target, writeTarget } from "./write-file.ts";

const CLEAN = 0;
const FINDINGS = 1;
/** Skipped files that an error about having nothing to lint names. */
const SKIPPED_SHOWN = 5;

/** `ingress-lint PATH...`: finds, lints, reports; gives the exit status. Throws a `UserError` when that cannot be done. */
export async function lintCommand(args: readonly string[], io: Io): Promise<number> {
  const start = milliseconds();
  const given = parseLintArguments(args);
  if (given === "help" || given === "version") {
    io.stdout(given === "help" ? lintHelp : `${version}\n`);
    return CLEAN;
  }
  if (given.watch) {
    const { watchRuns } = await import("./watch.ts");
    return watchRuns(
      args.filter((it) => it !== "--watch"),
      given,
      io,
    );
  }
  const { rules: builtIn } = await import("../../rules/index.ts");
  const loaded = await loadConfig(
    given.config,
    io.cwd,
    await withOwnRules(given, [...builtIn, ...suppressionRules], io),
  );
  const { rules } = loaded;
  const options = lintOptions(given, loaded, rules, io.cwd);
  if (given.printConfig) {
    const { printConfig } = await import("./print-config.ts");
    io.stdout(sanitiseLines(printConfig(given, loaded, options, rules)));
    return CLEAN;
  }
  const targets = checkTargets(given, io.cwd);
  const stats = given.stats ? new (await import("./stats.ts")).Stats() : undefined;
  const baselineFile =
    given.baseline === undefined && given.writeBaseline === undefined
      ? undefined
      : await import("./baseline-file.ts");
  const baseline =
    given.baseline === undefined ? undefined : baselineFile?.readBaseline(given.baseline, io.cwd);

  const discovery = await discoveryOptions(given, options, loaded.directory, io);
  const found = await discoverAll(given, discovery, io);
  stats?.endOf("finding files");
  if (found.files.length === 0 && found.problems.length === 0 && !given.allowEmpty)
    throw nothingToLint(given, found);

  const context = await contextOf(given, found, discovery);
  const terraformFiles = await terraformSources(given, found, discovery);
  const linted = await withEarlier(given, discovery, async (earlier) => {
    const { lint } = await import("../index.ts");
    const files = [...found.files, ...(context?.files ?? [])];
    const progress =
      io.isErrorTTY === true && io.env.TERM !== "dumb" && !given.quiet
        ? new (await import("./progress.ts")).Progress(io.stderr, files.length)
        : undefined;
    const observe: Observe | undefined =
      stats === undefined
        ? progress?.observe
        : (...it) => {
            stats.observe(...it);
            progress?.observe(...it);
          };
    const lintTree = async ({ files, includeHost }: LintedTree) => {
      try {
        return await lint(files, { ...options, includeHost, terraformFiles, observe }, earlier);
      } finally {
        progress?.clear();
      }
    };
    const tree = { files, includeHost: (context ?? found).includeHost };
    const first = await lintTree(tree);
    if (given.fix === undefined) return first;
    const { fixRun } = await import("./fix-run.ts");
    return fixRun(tree, first, lintTree, given, io);
  });
  stats?.endOf("reading, linking and judging");
  if (options.onlyNew && !linted.compared)
    throw new UserError("--only new needs an earlier state: a Terraform plan, --before or --before-ref");
  const compared =
    baselineFile?.applyBaseline(
      linted,
      given,
      baseline,
      {
        ruleIds: new Set(activeRules(rules, options).map((it) => it.rule.id)),
        paths: new Set(found.files.map((it) => it.file.path)),
      },
      io,
    ) ?? linted;
  const result = withDiscovery(compared, found, milliseconds() - start);
  const status = statusOf(result, options.failOn, given.maxWarnings);
  const report = reportContext(args, given, options, rules, status, io);
  const shown = given.quiet ? onlyFailing(result, options.failOn) : result;
  for (const { name, file } of given.reports) {
    const render = await reporters[name]();
    const target = file === undefined ? undefined : targets.get(file);
    if (target === undefined) io.stdout(await render(shown, report));
    else
      writeTarget(target, await render(shown, { ...report, color: false, width: Number.POSITIVE_INFINITY }));
  }
  stats?.endOf("reporting");
  if (stats !== undefined) io.stderr(stats.render());
  return status;
}

/** Looks at all files that reports go to before the work begins; two reports in one file would lose one. */
function checkTargets({ reports }: LintArguments, cwd: string): Map<string, Target> {
  const targets = new Map<string, Target>();
  for (const { file } of reports) {
    if (file === undefined) continue;
    const target = checkTarget(file, cwd);
    const taken = [...targets.values()].some((it) => it.replaceable && it.path === target.path);
    if (taken) throw new UserError(`two reports would be written to '${file}'`);
    targets.set(file, target);
  }
  return targets;
}

async function discoveryOptions(
  given: LintArguments,
  options: LintOptions,
  configDirectory: string,
  io: Io,
): Promise<DiscoveryOptions> {
  const { STDIN } = await import("../inputs/discover.ts");
  const stdin = given.paths.includes(STDIN)
    ? { bytes: await readStdin(io, options.maxFileBytes), filename: given.stdinFilename }
    : undefined;
  return {
    cwd: io.cwd,
    maxFileBytes: options.maxFileBytes,
    gitignore: given.gitignore,
    ignore: { directory: configDirectory, patterns: options.ignore },
    includePrefixes: options.includePrefixes,
    stdin,
  };
}

/** What the paths name, and what the kustomizations build. */
async function discoverAll(
  { paths, kustomize }: LintArguments,
  discovery: DiscoveryOptions,
  { cwd, env }: Io,
): Promise<DiscoveryResult> {
  const { discover } = await import("../inputs/discover.ts");
  const found = discover(paths, discovery);
  if (kustomize.length === 0) return found;
  const { buildKustomization } = await import("../inputs/kustomize.ts");
  const builds = kustomize.map((it) => buildKustomization(it, { cwd, path: env.PATH ?? "" }));
  return {
    ...found,
    files: [...found.files, ...builds.flatMap((it) => ("input" in it ? [it.input] : []))],
    problems: [
      ...found.problems,
      ...builds.flatMap((it) => ("error" in it ? [{ path: it.path, message: it.error }] : [])),
    ],
  };
}

/**
 * What `--within` adds to the files: the rest of a folder, for what they refer to. The includes of both are found. Throws a `UserError` when it is no folder.
 */
async function contextOf(
  { within, paths }: LintArguments,
  found: DiscoveryResult,
  options: DiscoveryOptions,
): Promise<DiscoveryResult | undefined> {
  if (within === undefined) return undefined;
  if (statSync(resolve(options.cwd, within), { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UserError(`--within ${quote(within)} is no folder (${resolve(options.cwd, within)})`);
  const { discover, STDIN } = await import("../inputs/discover.ts");
  const named = paths.filter((it) => it !== STDIN);
  const all = discover([...new Set([...named, within])], { ...options, stdin: undefined });
  const own = new Set(found.files.map((it) => it.file.path));
  return {
    ...all,
    files: all.files
      .filter((it) => !own.has(it.file.path) && it.kind !== "terraform")
      .map((it) => ({ ...it, isContext: true })),
  };
}

/**
 * Where the sources of plans are looked for: in `--terraform-dir`, else in the working directory and beside the plan. Throws a `UserError` when the named directory
 * holds none.
 */
async function terraformSources(
  { terraformDir }: LintArguments,
  { files }: DiscoveryResult,
  { cwd, maxFileBytes }: DiscoveryOptions,
): Promise<LintOptions["terraformFiles"]> {
  if (terraformDir === undefined && !files.some((it) => it.kind === "terraform")) return undefined;
  const { terraformFilesIn } = await import("../inputs/terraform-files.ts");
  const filesIn = (directory: string) => terraformFilesIn(resolve(cwd, directory), { cwd, maxFileBytes });
  if (terraformDir === undefined)
    return (plan) => [...new Set([cwd, dirname(resolve(cwd, plan))])].map(filesIn);
  const named = filesIn(terraformDir);
  if (named.filesIn("").length === 0)
    throw new UserError(
      `--terraform-dir ${quote(terraformDir)} holds no .tf file (${resolve(cwd, terraformDir)})`,
    );
  return () => [named];
}

/** Does something with the earlier state that the user names; a copy of a commit lives as long as that takes. */
async function withEarlier<T>(
  { paths, before, beforeRef, within }: LintArguments,
  discovery: DiscoveryOptions,
  use: (earlier: EarlierState | undefined) => Promise<T>,
): Promise<T> {
  if (before === undefined && beforeRef === undefined) return use(undefined);
  const { discoverBeside, discoverInCopy } = await import("../inputs/earlier.ts");
  if (before !== undefined) return use(discoverBeside(paths, before, discovery));
  const { readGitTree } = await import("../inputs/git-tree.ts");
  const tree = readGitTree(beforeRef!, discovery.cwd, discovery.maxFileBytes);
  try {
    return await use(
      discoverInCopy([...paths, ...(within === undefined ? [] : [within])], tree.directory, discovery),
    );
  } finally {
    tree.remove();
  }
}

async function readStdin({ stdin }: Io, maxBytes: number): Promise<Buffer | undefined> {
  if (stdin === undefined) throw new UserError("there is no standard input to read");
  const { readStream } = await import("../inputs/stdin.ts");
  try {
    return await readStream(stdin, maxBytes);
  } catch (error) {
    throw new UserError(`standard input could not be read: ${errnoWords(error)}`);
  }
}

function nothingToLint(given: LintArguments, { skipped }: DiscoveryResult): UserError {
  const where = [...given.paths, ...given.kustomize].map(quote).join(", ");
  const lines = [
    `nothing to lint: no Kubernetes object, nginx configuration, Terraform plan or sysctl file in ${where}`,
  ];
  for (const it of skipped.slice(0, SKIPPED_SHOWN))
    lines.push(`  skipped ${sanitise(it.path)}: ${it.reason}`);
  if (skipped.length > SKIPPED_SHOWN) lines.push(`  … and ${skipped.length - SKIPPED_SHOWN} more`);
  return new UserError(lines.join("\n"));
}

/** What linting found, together with what was found out while looking for inputs. */
function withDiscovery(result: LintResult, found: DiscoveryResult, durationMs: number): LintResult {
  const byPath = (a: { path: string }, b: { path: string }) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
  return {
    ...result,
    problems: [...found.problems, ...result.problems].sort(byPath),
    coverage: { ...result.coverage, skipped: [...found.skipped, ...result.coverage.skipped].sort(byPath) },
    durationMs,
  };
}

function statusOf(
  { problems, results }: LintResult,
  failOn: FailOn,
  maxWarnings = Number.POSITIVE_INFINITY,
): number {
  if (problems.length > 0) return FAILED;
  const present = results.filter(isPresent);
  const warnings = present.filter((it) => it.severity === "warning").length;
  return warnings > maxWarnings || present.some((it) => fails(it.severity, failOn)) ? FINDINGS : CLEAN;
}

function fails(severity: (typeof severities)[number], failOn: FailOn): boolean {
  return failOn !== "never" && severities.indexOf(severity) >= severities.indexOf(failOn);
}

/** `--quiet`: what makes the run fail, or would if anything could. */
function onlyFailing(result: LintResult, failOn: FailOn): LintResult {
  const level = failOn === "never" ? "error" : failOn;
  return { ...result, results: result.results.filter((it) => isPresent(it) && fails(it.severity, level)) };
}

function reportContext(
  args: readonly string[],
  given: LintArguments,
  options: LintOptions,
  rules: readonly Rule[],
  status: number,
  io: Io,
): ReportContext {
  const { only } = options;
  return {
    rules: only === undefined ? rules : rules.filter((it) => only.includes(it.id)),
    toolVersion: version,
    informationUri,
    color: wantsColor(given.color, io),
    width: io.isTTY === true ? (io.columns ?? 80) : Number.POSITIVE_INFINITY,
    verbose: given.verbose,
    root: io.cwd,
    repositoryRoot: repositoryRoot(io.cwd),
    arguments: args,
    executionSuccessful: status !== FAILED,
    startTime: new Date(),
    helpUri: (id) => helpUriIn(rules, id),
  };
}
