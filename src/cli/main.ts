import { dataUntil } from "../knowledge/data-date.ts";
import { tuneV8 } from "./compiled-code.ts";
import { version } from "./version.ts";

const args = process.argv.slice(2);

// Whoever reads our output may stop early (`| head`); that is no error, and nobody is left to be told.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const asksForVersion = args.includes("--version") || args.includes("-V");
const isVerbose = args.includes("--verbose") || args.includes("-v");

if (asksForVersion && args.length === (isVerbose ? 2 : 1)) {
  const data = isVerbose ? `advisories, releases and support dates up to ${dataUntil}\n` : "";
  process.stdout.write(`${version}\n${data}`);
} else {
  tuneV8();
  const { run } = await import("./run.ts");
  process.exitCode = await run(args, {
    cwd: process.cwd(),
    env: process.env,
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    // Opening it costs time, and only '-' asks for it.
    get stdin() {
      return process.stdin;
    },
    isTTY: process.stdout.isTTY,
    isErrorTTY: process.stderr.isTTY,
    get isInteractive() {
      return process.stdin.isTTY && process.stdout.isTTY;
    },
    columns: process.stdout.columns,
    importModule: (url) => import(url),
  });
}
