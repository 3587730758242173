import { makeCommand, oneOf, parseArguments } from "./arguments.ts";
import { completionHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { UserError } from "./user-error.ts";

export const shells = ["bash", "zsh", "fish"] as const;

/** The commander command of `completion`. */
export function completionProgram() {
  return makeCommand("completion", completionHelp).argument("[shell]");
}

/** `ingress-lint completion SHELL`: prints a script that completes commands, options and their values. Throws a `UserError` for another shell. */
export async function completionCommand(args: readonly string[], io: Io): Promise<number> {
  const program = completionProgram();
  if (!parseArguments(program, args)) {
    io.stdout(completionHelp);
    return 0;
  }
  const [name, more] = program.args;
  if (name === undefined || more !== undefined)
    throw new UserError(`'completion' takes one shell: ${shells.join(", ")}`);
  const shell = oneOf("the shell of 'completion'", shells)(name);
  const { rules } = await import("../../rules/index.ts");
  const { describedCommands } = await import("./programs.ts");
  const { completionScript } = await import("./completion-scripts.ts");
  io.stdout(completionScript(shell, describedCommands(rules)));
  return 0;
}
