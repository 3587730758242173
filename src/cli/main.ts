import { fstatSync } from "node:fs";
import { errnoWords } from "../inputs/errno.ts";
import { dataUntil } from "../knowledge/data-date.ts";
import { tuneV8 } from "./compiled-code.ts";
import { FAILED } from "./exit-status.ts";
import { version } from "./version.ts";

const args = process.argv.slice(2);

const opened = new Set<NodeJS.WriteStream>();

/** Standard output or error, opened when it is first asked for: that takes milliseconds, and most runs write to one of the two at most. */
function stream(name: "stdout" | "stderr"): NodeJS.WriteStream {
  const it = process[name];
  if (opened.has(it)) return it;
  opened.add(it);
  it.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever reads our output may stop early (`| head`); that is no error, and nobody is left to be told.
    if (error.code === "EPIPE") return;
    if (name === "stdout")
      stream("stderr").write(`ingress-lint: standard output could not be written: ${errnoWords(error)}\n`);
    process.exit(FAILED);
  });
  return it;
}

/** Whether it is a terminal; on Unix what is no character device is told without being opened. */
function isTerminal(name: "stdout" | "stderr"): boolean {
  try {
    const mayBe = process.platform === "win32" || fstatSync(name === "stdout" ? 1 : 2).isCharacterDevice();
    return mayBe && stream(name).isTTY;
  } catch {
    return false; // it is closed
  }
}

const asksForVersion = args.includes("--version") || args.includes("-V");
const isVerbose = args.includes("--verbose") || args.includes("-v");

if (asksForVersion && args.length === (isVerbose ? 2 : 1)) {
  const data = isVerbose ? `advisories, releases and support dates up to ${dataUntil}\n` : "";
  stream("stdout").write(`${version}\n${data}`);
} else {
  tuneV8();
  const { run } = await import("./run.ts");
  process.exitCode = await run(args, {
    cwd: process.cwd(),
    env: process.env,
    stdout: (text) => stream("stdout").write(text),
    stderr: (text) => stream("stderr").write(text),
    // Opening it costs time, and only '-' asks for it.
    get stdin() {
      return process.stdin;
    },
    get isTTY() {
      return isTerminal("stdout");
    },
    get isErrorTTY() {
      return isTerminal("stderr");
    },
    get isInteractive() {
      return process.stdin.isTTY && isTerminal("stdout");
    },
    get columns() {
      return isTerminal("stdout") ? stream("stdout").columns : undefined;
    },
    importModule: (url) => import(url),
  });
}
