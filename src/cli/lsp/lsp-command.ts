import { suppressionRules } from "../../engine/suppression-rules.ts";
import { makeCommand, parseArguments } from "../arguments.ts";
import { lspHelp } from "../help.ts";
import type { Io } from "../io.ts";
import { UserError } from "../user-error.ts";

/** The commander command of `lsp`. */
export function lspProgram() {
  return makeCommand("lsp", lspHelp).argument("[extra...]").option("--stdio");
}

/** `ingress-lint lsp`: a language server on standard input and output, until the editor ends it. */
export async function lspCommand(args: readonly string[], io: Io): Promise<number> {
  const program = lspProgram();
  if (!parseArguments(program, args)) {
    io.stdout(lspHelp);
    return 0;
  }
  if (program.args.length > 0)
    throw new UserError("'lsp' takes no paths: the editor tells it which folders are open");
  const server = await import("vscode-languageserver/node");
  const text = await import("vscode-languageserver-textdocument");
  const { rules } = await import("../../../rules/index.ts");
  const { lint } = await import("../../index.ts");
  const { serve } = await import("./server.ts");
  const connection = server.createConnection(
    server.ProposedFeatures.all,
    new server.StreamMessageReader(process.stdin),
    new server.StreamMessageWriter(process.stdout),
  );
  return new Promise((done) => {
    let isShutDown = false;
    connection.onShutdown(() => {
      isShutDown = true;
    });
    // The protocol wants 1 where the editor leaves without a word.
    connection.onExit(() => done(isShutDown ? 0 : 1));
    process.stdin.once("end", () => done(isShutDown ? 0 : 1));
    serve({ server, text }, connection, [...rules, ...suppressionRules], lint);
  });
}
