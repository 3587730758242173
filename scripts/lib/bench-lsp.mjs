import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

/**
 * Milliseconds from a change of an open document to the diagnostics that follow from it, one figure per change. The workspace is `root`; each change makes a flaw in `path` come or go.
 */
export async function changeTimes(cli, root, path, changes) {
  const child = spawn(process.execPath, [cli, "lsp"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const uri = pathToFileURL(join(root, path)).href;
  let answered = () => {};
  connection.onNotification("textDocument/publishDiagnostics", (it) => {
    if (it.uri === uri) answered(it);
  });
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: "bench" }],
    capabilities: {},
  });
  await connection.sendNotification("initialized", {});
  const good = readFileSync(join(root, path), "utf8");
  const bad = good.replace(/image: .*/, "image: nginx");
  if (bad === good) throw new Error(`${path} has no image`);
  const answer = (version) =>
    new Promise((done) => {
      answered = (it) => it.version === version && done(it);
    });
  const first = answer(0);
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: 0, text: bad },
  });
  await first;
  const times = [];
  for (let version = 1; version <= changes; version += 1) {
    const next = answer(version);
    const start = performance.now();
    await connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ text: `${bad}# ${version}\n` }],
    });
    await next;
    times.push(performance.now() - start);
  }
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  connection.dispose();
  return times;
}
