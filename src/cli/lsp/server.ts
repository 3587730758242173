import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Connection, InitializeParams, InitializeResult } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Rule } from "../../engine/rule.ts";
import { isPresent } from "../../reporters/counts.ts";
import { version } from "../version.ts";
import { codeActions, FIX_ALL, fixAllAction } from "./code-actions.ts";
import { completionsAt } from "./completion.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import { hoverAt } from "./hover.ts";
import { absoluteIn, Workspace } from "./workspace.ts";

/** The packages that speak the protocol: few runs need them, so they are loaded by the command. */
export interface Protocol {
  readonly server: Pick<
    typeof import("vscode-languageserver/node"),
    "DidChangeWatchedFilesNotification" | "TextDocuments" | "TextDocumentSyncKind"
  >;
  readonly text: Pick<typeof import("vscode-languageserver-textdocument"), "TextDocument">;
}

/** Keys come faster than a look takes. */
const SETTLE_MS = 10;

/**
 * Serves an editor over a connection until it ends: diagnostics of whole folders as their files are typed, explanations of settings and directives, completion, fixes
 * and suppressions. Documents outside of all folders are judged by themselves; those that are no files are left alone.
 */
export function serve(
  { server, text }: Protocol,
  connection: Connection,
  rules: readonly Rule[],
  lint: typeof import("../../index.ts").lint,
): void {
  const documents = new server.TextDocuments(text.TextDocument);
  const workspaces = new Map<string, Workspace>();
  /** Folders of documents that are in no open folder. */
  const loose = new Map<string, Workspace>();
  const timers = new Map<Workspace, NodeJS.Timeout>();
  const looks = new Map<Workspace, Promise<void>>();
  const shown = new Map<Workspace, ReadonlySet<string>>();
  const told = new Map<Workspace, string | undefined>();
  let watchesFiles = false;

  const addFolder = (uri: string) => {
    const path = pathOf(uri);
    if (path !== undefined) workspaces.set(path, new Workspace(path, rules, lint));
  };
  /** The innermost open folder that holds a file. */
  const folderOf = (path: string): Workspace | undefined =>
    [...workspaces.values()].filter((it) => it.holds(path)).sort((a, b) => b.root.length - a.root.length)[0];
  /** That folder, else the one that the file is in, of which nothing but open documents counts. */
  const workspaceOf = (path: string): Workspace => {
    const directory = dirname(path);
    const found = folderOf(path) ?? loose.get(directory);
    if (found !== undefined) return found;
    const own = new Workspace(directory, rules, lint, false);
    loose.set(directory, own);
    return own;
  };
  const ofDocument = (uri: string) => {
    const path = pathOf(uri);
    const document = documents.get(uri);
    return path === undefined || document === undefined
      ? undefined
      : { path, workspace: workspaceOf(path), document };
  };

  const look = async (workspace: Workspace) => {
    const result = await workspace.look();
    if (result.configError !== undefined && told.get(workspace) !== result.configError)
      void connection.sendNotification("window/showMessage", {
        type: 2,
        message: `ingress-lint: ${result.configError}`,
      });
    told.set(workspace, result.configError);
    const found = diagnosticsOf(workspace, result);
    const send = (
      path: string,
      diagnostics: Parameters<typeof connection.sendDiagnostics>[0]["diagnostics"],
    ) => {
      const uri = uriOf(path);
      const open = documents.get(uri);
      void connection.sendDiagnostics({
        uri,
        diagnostics,
        ...(open !== undefined && { version: open.version }),
      });
    };
    for (const path of shown.get(workspace) ?? []) if (!found.has(path)) send(path, []);
    for (const [path, diagnostics] of found) send(path, [...diagnostics]);
    shown.set(workspace, new Set(found.keys()));
  };
  /** One look at a time; what changes during one is seen by the next. */
  const schedule = (workspace: Workspace) => {
    clearTimeout(timers.get(workspace));
    const start = () => {
      const before = looks.get(workspace) ?? Promise.resolve();
      const next = before
        .then(() => look(workspace))
        .catch((error: unknown) => {
          connection.console.error(
            `This is a bug in ingress-lint ${version}: ${error instanceof Error ? error.message : String(error)}`,
          );
        });
      looks.set(workspace, next);
    };
    timers.set(workspace, setTimeout(start, SETTLE_MS));
  };
  /** The editor's names of open files: it may write them in another way than we would. */
  const uris = new Map<string, string>();
  const uriOf = (path: string) => uris.get(path) ?? pathToFileURL(path).href;

  const take = (document: TextDocument) => {
    const it = ofDocument(document.uri);
    if (it === undefined) return;
    uris.set(it.path, document.uri);
    it.workspace.open(it.path, document.getText());
    schedule(it.workspace);
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const folders = params.workspaceFolders?.map((it) => it.uri) ?? [];
    // biome-ignore lint/complexity/useLiteralKeys: older editors send it instead of folders
    const rootUri = params["rootUri"];
    for (const uri of folders.length > 0 ? folders : rootUri ? [rootUri] : []) addFolder(uri);
    watchesFiles = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return {
      serverInfo: { name: "ingress-lint", version },
      capabilities: {
        textDocumentSync: server.TextDocumentSyncKind.Incremental,
        hoverProvider: true,
        completionProvider: { triggerCharacters: ["/", "-"] },
        codeActionProvider: { codeActionKinds: ["quickfix", FIX_ALL] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  connection.onInitialized(() => {
    if (watchesFiles)
      void connection.client.register(server.DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: "**/*" }],
      });
    for (const it of workspaces.values()) schedule(it);
  });
  connection.onNotification(
    "workspace/didChangeWorkspaceFolders",
    ({ event }: { event: { added: { uri: string }[]; removed: { uri: string }[] } }) => {
      for (const { uri } of event.removed) {
        const workspace = workspaces.get(pathOf(uri) ?? "");
        if (workspace === undefined) continue;
        workspaces.delete(workspace.root);
        clearTimeout(timers.get(workspace));
        for (const path of shown.get(workspace) ?? [])
          void connection.sendDiagnostics({ uri: uriOf(path), diagnostics: [] });
        shown.delete(workspace);
      }
      for (const { uri } of event.added) addFolder(uri);
      // What is open already counts in the folder that it is in now.
      for (const it of documents.all()) take(it);
      for (const it of workspaces.values()) schedule(it);
    },
  );
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      const path = pathOf(uri);
      const workspace = path === undefined ? undefined : folderOf(path);
      if (workspace === undefined) continue;
      workspace.forget();
      schedule(workspace);
    }
  });

  documents.onDidChangeContent(({ document }) => take(document));
  documents.onDidSave(({ document }) => {
    const it = ofDocument(document.uri);
    if (it === undefined || watchesFiles) return;
    it.workspace.forget();
    schedule(it.workspace);
  });
  documents.onDidClose(({ document }) => {
    const path = pathOf(document.uri);
    if (path === undefined) return;
    const workspace = workspaceOf(path);
    workspace.close(path);
    schedule(workspace);
  });

  connection.onHover(({ textDocument, position }) => {
    const it = ofDocument(textDocument.uri);
    if (it === undefined) return undefined;
    const { document, workspace, path } = it;
    const findings = (workspace.last?.result.results ?? []).filter(
      (one) => isPresent(one) && absoluteIn(workspace, one.at.path) === path,
    );
    return hoverAt(
      document.getText(),
      document.offsetAt(position),
      position,
      workspace.kindOf(path),
      workspace.last?.result.controllers() ?? [],
      findings,
      rules,
    );
  });
  connection.onCompletion(({ textDocument, position }) => {
    const it = ofDocument(textDocument.uri);
    if (it === undefined) return [];
    const { document, workspace, path } = it;
    return completionsAt(
      document,
      document.offsetAt(position),
      workspace.kindOf(path),
      workspace.last?.result.controllers() ?? [],
    );
  });
  connection.onCodeAction(({ textDocument, range, context }) => {
    const it = ofDocument(textDocument.uri);
    if (it === undefined) return [];
    const wanted = (kind: string) =>
      context.only === undefined || context.only.some((one) => kind === one || kind.startsWith(`${one}.`));
    return [
      ...(wanted("quickfix") ? codeActions(it.workspace, it.path, range, context.diagnostics) : []),
      ...(wanted(FIX_ALL) ? fixAllAction(it.workspace, it.path) : []),
    ];
  });

  documents.listen(connection);
  connection.listen();
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
