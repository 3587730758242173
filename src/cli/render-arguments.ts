import { makeCommand, oneOf, parseArguments } from "./arguments.ts";
import { renderHelp } from "./help.ts";
import { UserError } from "./user-error.ts";

export const renderFormats = ["conf", "json"] as const;

/** The command line of `ingress-lint render`. */
export interface RenderArguments {
  readonly paths: readonly string[];
  readonly diff: boolean;
  readonly controller?: string | undefined;
  readonly host?: string | undefined;
  readonly format: (typeof renderFormats)[number];
  readonly origins: boolean;
  readonly controllerVersion?: string | undefined;
  /** A file, or false: read none. */
  readonly config?: string | false | undefined;
  readonly gitignore: boolean;
}

interface Given {
  diff?: boolean;
  controller?: string;
  host?: string;
  format?: (typeof renderFormats)[number];
  origins?: boolean;
  controllerVersion?: string;
  config?: string | boolean;
  ignore: boolean;
}

/** The commander command of `render`. */
export function renderProgram() {
  return makeCommand("render", renderHelp)
    .argument("[paths...]")
    .option("--diff")
    .option("--controller <name>")
    .option("--host <host>")
    .option("-f, --format <name>", "", oneOf("--format", renderFormats))
    .option("--origins")
    .option("--controller-version <version>")
    .option("--config <file>")
    .option("--no-config")
    .option("--no-ignore");
}

/** Parses the arguments, or says that help was asked for. Throws a `UserError`. */
export function parseRenderArguments(args: readonly string[]): RenderArguments | "help" {
  const program = renderProgram();
  if (!parseArguments(program, args)) return "help";
  const given = program.opts<Given>();
  const paths = program.args;
  if (paths.length === 0)
    throw new UserError("no paths were given; 'ingress-lint render --help' shows the options");
  if (paths.includes("-"))
    throw new UserError("'render' reads files, not standard input; write it to a file first");
  if (given.diff === true && paths.length > 2)
    throw new UserError("--diff takes two paths, OLD and NEW, or one Terraform plan");
  if (given.controllerVersion !== undefined && !/^v?\d+\.\d+\.\d+/.test(given.controllerVersion))
    throw new UserError("--controller-version is no version; expected three numbers, such as '1.12.1'");
  return {
    paths,
    diff: given.diff === true,
    controller: given.controller,
    host: given.host,
    format: given.format ?? "conf",
    origins: given.origins === true,
    controllerVersion: given.controllerVersion?.replace(/^v/, ""),
    config: given.config === true ? undefined : given.config,
    gitignore: given.ignore,
  };
}
