import { InputError } from "../inputs/input-error.ts";
import { sanitiseLines } from "../reporters/sanitise.ts";
import { FAILED } from "./exit-status.ts";
import type { Io } from "./io.ts";
import { UserError } from "./user-error.ts";
import { version } from "./version.ts";

/** First argument that `dist/action.js` gives: run as the GitHub Action, with inputs from the environment. */
const ACTION = "__action";

/**
 * Runs the command line: arguments without `node` and the script's name in, exit status out. 0: nothing at the failing
 * severity; 1: findings; 2: a bad argument or configuration, an input that cannot be read or parsed, or a bug. Never throws.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    const [first, ...rest] = args;
    switch (first) {
      case "rules":
        return await (await import("./rules-command.ts")).rulesCommand(rest, io);
      case "explain":
        return await (await import("./explain-command.ts")).explainCommand(rest, io);
      case "render":
        return await (await import("./render-command.ts")).renderCommand(rest, io);
      case "init":
        return await (await import("./init-command.ts")).initCommand(rest, io);
      case "completion":
        return await (await import("./completion-command.ts")).completionCommand(rest, io);
      case "lsp":
        return await (await import("./lsp/lsp-command.ts")).lspCommand(rest, io);
      case "test":
        return await (await import("./policy-test-command.ts")).testCommand(rest, io);
      case "model":
        return await (await import("./model-command.ts")).modelCommand(rest, io);
      case "lint":
        return await (await import("./lint-command.ts")).lintCommand(rest, io);
      case ACTION:
        return await (await import("./action.ts")).runAction(io.env, run, io.stdout);
      case "help":
        return await (await import("./lint-command.ts")).lintCommand(["--help"], io);
      default:
        return await (await import("./lint-command.ts")).lintCommand(args, io);
    }
  } catch (error) {
    io.stderr(`${sanitiseLines(explain(error, args.includes("--debug")))}\n`);
    return FAILED;
  }
}

function explain(error: unknown, debug: boolean): string {
  if (error instanceof UserError || error instanceof InputError) return `ingress-lint: ${error.message}`;
  const reason = error instanceof Error ? error.message : String(error);
  const lines = [`This is a bug in ingress-lint ${version}: ${reason}`];
  if (debug && error instanceof Error) lines.push(error.stack ?? "");
  else lines.push("Please report it; '--debug' shows where it happened.");
  return lines.join("\n");
}
