import { type FailOn, failLevels, type RuleSeverity } from "../engine/config.ts";
import { parseDate } from "../engine/date.ts";
import { severities } from "../engine/finding.ts";
import { type Preset, presets } from "../engine/presets.ts";
import { parseSize } from "../engine/size.ts";
import { type ReporterName, reporters } from "../reporters/reporter.ts";
import { quote } from "../text/quote.ts";
import { collect, collectList, makeCommand, oneOf, parseArguments } from "./arguments.ts";
import { lintHelp } from "./help.ts";
import { UserError } from "./user-error.ts";

/** A report that was asked for; without a file it goes to standard output. */
export interface ReportRequest {
  readonly name: ReporterName;
  readonly file: string | undefined;
}

/** The command line of a lint run; what was not given is undefined. */
export interface LintArguments {
  readonly paths: readonly string[];
  readonly reports: readonly ReportRequest[];
  readonly failOn?: FailOn | undefined;
  /** More warnings than this fail the run. */
  readonly maxWarnings?: number | undefined;
  /** A file, or false: read none. */
  readonly config?: string | false | undefined;
  readonly rules: Readonly<Record<string, RuleSeverity>>;
  readonly only?: readonly string[] | undefined;
  /** Files and folders with policies. */
  readonly policies: readonly string[];
  /** Modules with rules in code. */
  readonly ruleFiles: readonly string[];
  /** Whether only findings are wanted that a change brings (`--only new`). */
  readonly onlyNew: boolean;
  /** The earlier state of the path, as a folder or file. */
  readonly before?: string | undefined;
  /** The earlier state of the paths, as a commit. */
  readonly beforeRef?: string | undefined;
  /** Folders with kustomizations that are built and linted. */
  readonly kustomize: readonly string[];
  /** A folder that is linked with the paths, and not judged. */
  readonly within?: string | undefined;
  /** Where the `.tf` sources of the plans are. */
  readonly terraformDir?: string | undefined;
  readonly presets?: readonly Preset[] | undefined;
  readonly controllerVersion?: string | undefined;
  readonly nginxVersion?: string | undefined;
  /** In milliseconds since the epoch. */
  readonly now?: number | undefined;
  readonly includePrefixes: readonly { readonly from: string; readonly to: string }[];
  readonly maxFileBytes?: number | undefined;
  readonly gitignore: boolean;
  readonly allowEmpty: boolean;
  readonly stdinFilename?: string | undefined;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** Whether it is said where the time went. */
  readonly stats: boolean;
  /** Whether linting goes on until it is interrupted. */
  readonly watch: boolean;
  /** Which fixes are made; undefined: none. */
  readonly fix?: "safe" | "unsafe" | undefined;
  /** Whether fixes are only shown. */
  readonly fixDryRun: boolean;
  /** A file with findings that fail no run. */
  readonly baseline?: string | undefined;
  /** Where such a file is written. */
  readonly writeBaseline?: string | undefined;
  /** Whether what is gone is taken out of the baseline. */
  readonly pruneBaseline: boolean;
  /** Whether the configuration is printed, and nothing is linted. */
  readonly printConfig: boolean;
  readonly color?: boolean | undefined;
}

/** What `--only` takes besides rule ids; no rule is called so. */
const NEW = "new";

interface Given {
  format?: readonly string[];
  outputFile?: string;
  failOn?: FailOn;
  maxWarnings?: number;
  config?: string | boolean;
  rule?: readonly string[];
  only?: readonly string[];
  policy?: readonly string[];
  rules?: readonly string[];
  before?: string;
  beforeRef?: string;
  terraformDir?: string;
  within?: string;
  kustomize?: readonly string[];
  preset?: readonly string[];
  printConfig?: boolean;
  controllerVersion?: string;
  nginxVersion?: string;
  now?: number;
  includePrefix?: readonly string[];
  maxFileSize?: number;
  ignore: boolean;
  allowEmpty?: boolean;
  stdinFilename?: string;
  verbose?: boolean;
  quiet?: boolean;
  stats?: boolean;
  watch?: boolean;
  fix?: boolean;
  fixUnsafe?: boolean;
  fixDryRun?: boolean;
  baseline?: string;
  writeBaseline?: string;
  pruneBaseline?: boolean;
  color?: boolean;
  version?: boolean;
}

/** The commander command of a lint run. */
export function lintProgram() {
  return makeCommand("ingress-lint", lintHelp)
    .argument("[paths...]")
    .option("-f, --format <name[=file]>", "", collect)
    .option("-o, --output-file <file>")
    .option("--fail-on <level>", "", oneOf("--fail-on", failLevels))
    .option("--max-warnings <n>", "", wholeNumberOf)
    .option("--config <file>")
    .option("--no-config")
    .option("--rule <id=severity>", "", collect)
    .option("--only <ids>", "", collectList)
    .option("--policy <path>", "", collect)
    .option("--rules <file>", "", collect)
    .option("--before <path>")
    .option("--before-ref <ref>")
    .option("--kustomize <dir>", "", collect)
    .option("--within <dir>")
    .option("--terraform-dir <dir>")
    .option("--preset <names>", "", collectList)
    .option("--print-config")
    .option("--controller-version <version>")
    .option("--nginx-version <version>")
    .option("--now <date>", "", dateOf)
    .option("--include-prefix <from=dir>", "", collect)
    .option("--max-file-size <size>", "", sizeOf)
    .option("--no-ignore")
    .option("--allow-empty")
    .option("--stdin-filename <name>")
    .option("-v, --verbose")
    .option("-q, --quiet")
    .option("--stats")
    .option("--watch")
    .option("--fix")
    .option("--fix-unsafe")
    .option("--fix-dry-run")
    .option("--baseline <file>")
    .option("--write-baseline <file>")
    .option("--prune-baseline")
    .option("-V, --version");
}

/** Parses the arguments of a lint run, or says what to print instead. Throws a `UserError`. */
export function parseLintArguments(args: readonly string[]): LintArguments | "help" | "version" {
  const program = lintProgram();
  if (!parseArguments(program, args)) return "help";
  const given = program.opts<Given>();
  if (given.version === true) return "version";
  const paths = program.args;
  if (paths.length === 0 && given.kustomize === undefined && given.printConfig !== true) {
    throw new UserError(
      "no paths were given; 'ingress-lint .' lints this directory, 'ingress-lint --help' shows the options",
    );
  }
  if (given.stdinFilename !== undefined && !paths.includes("-")) {
    throw new UserError("--stdin-filename names standard input, but '-' is not among the paths");
  }
  if (given.before !== undefined && given.beforeRef !== undefined)
    throw new UserError("--before and --before-ref both name the earlier state; give one");
  if (given.before !== undefined && given.within !== undefined)
    throw new UserError("--within has no earlier state beside '--before'; use --before-ref");
  const fixDryRun = given.fixDryRun === true;
  const fix = given.fixUnsafe === true ? "unsafe" : given.fix === true || fixDryRun ? "safe" : undefined;
  if (fix !== undefined && paths.includes("-"))
    throw new UserError("what comes from standard input cannot be fixed; name a file");
  if (given.watch === true) refuseToWatch(given, paths);
  const reports = reportsOf(given.format ?? [], given.outputFile);
  if (fixDryRun && given.format !== undefined && reports.some((it) => it.file === undefined))
    throw new UserError(
      "--fix-dry-run prints a diff to standard output; write the report as '--format NAME=FILE'",
    );
  if (given.pruneBaseline === true && given.baseline === undefined)
    throw new UserError("--prune-baseline takes findings out of a baseline; name it with '--baseline FILE'");
  const only = given.only?.filter((it) => it !== NEW);
  return {
    ...given,
    only: only?.length === 0 && given.only?.includes(NEW) === true ? undefined : only,
    onlyNew: given.only?.includes(NEW) === true,
    config: given.config === true ? undefined : given.config,
    paths,
    kustomize: given.kustomize ?? [],
    reports: fixDryRun ? reports.filter((it) => it.file !== undefined) : reports,
    fix,
    fixDryRun,
    pruneBaseline: given.pruneBaseline === true,
    presets: given.preset?.map(oneOf("--preset", presets)),
    printConfig: given.printConfig === true,
    policies: given.policy ?? [],
    ruleFiles: given.rules ?? [],
    rules: Object.fromEntries((given.rule ?? []).map(ruleOf)),
    includePrefixes: (given.includePrefix ?? []).map(prefixOf),
    maxFileBytes: given.maxFileSize,
    gitignore: given.ignore,
    allowEmpty: given.allowEmpty === true,
    verbose: given.verbose === true,
    quiet: given.quiet === true,
    stats: given.stats === true,
    watch: given.watch === true,
  };
}

/** A command line without options, for commands that read as a lint run does. */
export function defaultArguments(): LintArguments {
  const given = parseLintArguments(["."]);
  if (typeof given === "string") throw new Error("'.' is a path");
  return given;
}

function refuseToWatch(given: Given, paths: readonly string[]): void {
  if (paths.includes("-")) throw new UserError("--watch watches files, not standard input");
  const writes = (["fix", "fixUnsafe", "writeBaseline", "pruneBaseline"] as const).find(
    (it) => given[it] !== undefined,
  );
  if (writes !== undefined)
    throw new UserError(
      `--watch does not go with --${writes.replace(/[A-Z]/g, (it) => `-${it.toLowerCase()}`)}: it would see its own changes`,
    );
}

function reportsOf(formats: readonly string[], outputFile: string | undefined): ReportRequest[] {
  const names = Object.keys(reporters) as ReporterName[];
  const parse = oneOf("--format", names);
  const reports = (formats.length === 0 ? ["pretty"] : formats).map((it): ReportRequest => {
    const [name, file] = split(it, "=");
    if (file === "") throw new UserError(`--format ${it} names no file after '='`);
    return { name: parse(name), file };
  });
  if (outputFile === "") throw new UserError("--output-file is empty");
  if (outputFile !== undefined) {
    if (reports.length > 1 || reports[0]!.file !== undefined) {
      throw new UserError("--output-file is for one report; write several as '--format NAME=FILE'");
    }
    return [{ name: reports[0]!.name, file: outputFile }];
  }
  const toStdout = reports.filter((it) => it.file === undefined);
  if (toStdout.length > 1) {
    const list = toStdout.map((it) => it.name).join(" and ");
    throw new UserError(`${list} would both go to standard output; write one as '--format NAME=FILE'`);
  }
  return reports;
}

function ruleOf(text: string): [string, RuleSeverity] {
  const [id, severity] = split(text, "=");
  if (severity === undefined) {
    throw new UserError(`--rule ${quote(text)} has no severity; expected 'ID=SEVERITY', such as '${id}=off'`);
  }
  return [id, oneOf(`severity of --rule ${id}`, ["off", ...severities] as const)(severity)];
}

function prefixOf(text: string): { from: string; to: string } {
  const [from, to] = split(text, "=");
  if (!from.startsWith("/") || to === undefined || to === "") {
    throw new UserError(
      `--include-prefix is ${quote(text)}; expected an absolute path and a directory, such as '/etc/nginx=conf'`,
    );
  }
  return { from, to };
}

function sizeOf(text: string): number {
  const bytes = parseSize(text);
  if (bytes === undefined)
    throw new UserError(`--max-file-size is ${quote(text)}; expected a size such as '10MB'`);
  return bytes;
}

function wholeNumberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new UserError(`--max-warnings is ${quote(text)}; expected a number such as 0 or 10`);
  return Number(text);
}

function dateOf(text: string): number {
  const time = parseDate(text);
  if (time === undefined)
    throw new UserError(
      `--now is ${quote(text)}; expected a date such as '2026-01-31' or '2026-01-31T08:00:00Z'`,
    );
  return time;
}

/** The text before the first separator, and what follows it if there is one. */
function split(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
