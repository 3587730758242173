import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type CodeAction,
  CodeActionRequest,
  type CompletionItem,
  CompletionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShowMessageNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

const cli = resolve("dist/cli.js");

/** A real client of the protocol beside the built server, as an editor has it. */
export class Client {
  readonly #root: string;
  readonly #child;
  readonly #connection;
  readonly #texts = new Map<string, { text: string; version: number }>();
  readonly #diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly #exit: Promise<number | null>;
  #published = 0;
  readonly messages: string[] = [];
  /** What the server says outside the protocol: nothing, or it is broken. */
  stderr = "";

  constructor(root: string) {
    this.#root = root;
    this.#child = spawn(process.execPath, [cli, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.#exit = new Promise((done) => this.#child.once("exit", done));
    this.#connection = createProtocolConnection(
      new StreamMessageReader(this.#child.stdout),
      new StreamMessageWriter(this.#child.stdin),
    );
    this.#connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.#diagnostics.set(uri, diagnostics);
      this.#published += 1;
    });
    this.#connection.onNotification(ShowMessageNotification.type, ({ message }) => {
      this.messages.push(message);
    });
    this.#connection.onRequest(RegistrationRequest.type, () => {});
    this.#connection.listen();
    // A server that is gone answers nothing: what is still asked of it fails at once.
    void this.#exit.then(() => this.#connection.dispose());
  }

  uri(path: string): string {
    return pathToFileURL(join(this.#root, path)).href;
  }

  async start() {
    const result = await this.#connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(this.#root).href, name: "test" }],
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    });
    await this.#connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  async open(path: string, text: string, languageId = "yaml"): Promise<void> {
    this.#texts.set(path, { text, version: 1 });
    await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: this.uri(path), languageId, version: 1, text },
    });
  }

  /** Replaces the first occurrence of a text in an open document, as typing does. */
  async type(path: string, old: string, text: string): Promise<void> {
    const document = this.#texts.get(path)!;
    const at = document.text.indexOf(old);
    if (at === -1) throw new Error(`'${old}' is not in ${path}`);
    const range = { start: positionAt(document.text, at), end: positionAt(document.text, at + old.length) };
    document.text = document.text.slice(0, at) + text + document.text.slice(at + old.length);
    document.version += 1;
    await this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: this.uri(path), version: document.version },
      contentChanges: [{ range, text }],
    });
  }

  async close(path: string): Promise<void> {
    await this.#connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: this.uri(path) },
    });
  }

  async changedOnDisk(path: string): Promise<void> {
    await this.#connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: this.uri(path), type: 2 }],
    });
  }

  /** Applies an action's edits to the open documents. */
  async apply(action: CodeAction): Promise<void> {
    for (const [uri, edits] of Object.entries(action.edit?.changes ?? {})) {
      const path = [...this.#texts.keys()].find((it) => this.uri(it) === uri)!;
      const document = this.#texts.get(path)!;
      for (const { range, newText } of [...edits].sort((a, b) => b.range.start.line - a.range.start.line)) {
        const [start, end] = [offsetAt(document.text, range.start), offsetAt(document.text, range.end)];
        document.text = document.text.slice(0, start) + newText + document.text.slice(end);
      }
      document.version += 1;
      await this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: document.version },
        contentChanges: [{ text: document.text }],
      });
    }
  }

  text(path: string): string {
    return this.#texts.get(path)!.text;
  }

  async hover(path: string, at: string): Promise<string> {
    const hover: Hover | null = await this.#connection.sendRequest(HoverRequest.type, this.#place(path, at));
    return hover === null ? "" : (hover.contents as { value: string }).value;
  }

  /** What is offered behind the first occurrence of a text. */
  async complete(path: string, behind: string): Promise<readonly CompletionItem[]> {
    const items = await this.#connection.sendRequest(CompletionRequest.type, this.#place(path, behind, true));
    return (items as CompletionItem[] | null) ?? [];
  }

  async actions(path: string, at: string, only?: string[]): Promise<readonly CodeAction[]> {
    const { textDocument, position } = this.#place(path, at);
    const actions = await this.#connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range: { start: position, end: position },
      context: {
        diagnostics: [...(this.#diagnostics.get(this.uri(path)) ?? [])],
        ...(only !== undefined && { only }),
      },
    });
    return (actions as CodeAction[] | null) ?? [];
  }

  /** Waits until the diagnostics of a file are as wanted, and gives them. */
  async diagnostics(
    path: string,
    wanted: (them: readonly Diagnostic[]) => boolean,
    milliseconds = 10_000,
  ): Promise<readonly Diagnostic[]> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const them = this.#diagnostics.get(this.uri(path));
      if (them !== undefined && wanted(them)) return them;
      if (Date.now() > deadline)
        throw new Error(`diagnostics of ${path} stayed ${JSON.stringify(them, undefined, 1)}`);
      await new Promise((later) => setTimeout(later, 5));
    }
  }

  /** How many times diagnostics were published so far. */
  get published(): number {
    return this.#published;
  }

  /** Ends the server as an editor does, and gives its exit status. */
  async end(): Promise<number | null> {
    await this.#connection.sendRequest(ShutdownRequest.type);
    await this.#connection.sendNotification(ExitNotification.type);
    return this.#exit;
  }

  /** Leaves without a word. */
  async leave(): Promise<number | null> {
    this.#child.stdin.end();
    return this.#exit;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #place(path: string, at: string, behind = false) {
    const { text } = this.#texts.get(path)!;
    const offset = text.indexOf(at);
    if (offset === -1) throw new Error(`'${at}' is not in ${path}`);
    return {
      textDocument: { uri: this.uri(path) },
      position: positionAt(text, behind ? offset + at.length : offset),
    };
  }
}

function positionAt(text: string, offset: number) {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)!.length };
}

function offsetAt(text: string, { line, character }: { line: number; character: number }): number {
  return (
    text
      .split("\n")
      .slice(0, line)
      .reduce((sum, it) => sum + it.length + 1, 0) + character
  );
}
