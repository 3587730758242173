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
  const reader = new server.StreamMessageReader(process.stdin);
  const writer = new server.StreamMessageWriter(process.stdout);
  const connection = server.createConnection(server.ProposedFeatures.all, reader, writer);
  return new Promise(() => {
    let isShutDown = false;
    // At once: the library has timers of its own that would go on, and would send what nobody reads any more. The protocol wants 1 where the editor leaves without a word.
    const end = () => process.exit(isShutDown ? 0 : 1);
    connection.onShutdown(() => {
      isShutDown = true;
    });
    connection.onExit(end);
    reader.onClose(end);
    writer.onError(end);
    serve({ server, text }, connection, [...rules, ...suppressionRules], lint);
  });
}
