import { basename, dirname, join, resolve } from "node:path";
import { globBase, isGlob } from "../inputs/glob.ts";
import { findConfigFile } from "./config-file.ts";
import type { Io } from "./io.ts";
import type { LintArguments } from "./lint-arguments.ts";
import { run } from "./run.ts";

/** Files are often written in several steps, and many at once. */
const SETTLE_MS = 100;

/** Folders that discovery passes over, too. */
const passedOver: ReadonlySet<string> = new Set(["node_modules", ".git", ".terraform"]);

/**
 * `--watch`: lints, and again whenever something changes below the paths, until the process is told to end. Gives the exit status of the last run. A run that fails says so, and
 * the next change is waited for. `args` are those of the run itself.
 */
export async function watchRuns(args: readonly string[], given: LintArguments, io: Io): Promise<number> {
  const { watch } = await import("chokidar");
  let status = 0;
  const lintOnce = async () => {
    if (io.isTTY === true) io.stdout("\u001b[2J\u001b[3J\u001b[H");
    status = await run(args, io);
    io.stderr("Waiting for changes; Ctrl-C ends.\n");
  };
  const written = writtenFiles(given).map((it) => resolve(io.cwd, it));
  // A report is written under a name of its own first (`writeTarget`).
  const isOurs = (path: string) =>
    written.some((it) => path === it || path.startsWith(join(dirname(it), `.${basename(it)}.`)));
  const watcher = watch(watchedPaths(given, io.cwd), {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => passedOver.has(basename(path)) || isOurs(path),
  });
  await new Promise<void>((ready) => watcher.once("ready", () => ready()));
  await lintOnce();
  return new Promise((done) => {
    let timer: NodeJS.Timeout | undefined;
    let work = Promise.resolve();
    watcher.on("all", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        work = work.then(lintOnce);
      }, SETTLE_MS);
    });
    watcher.on("error", (error) => {
      io.stderr(`ingress-lint: watching failed: ${error instanceof Error ? error.message : String(error)}\n`);
    });
    const end = () => {
      clearTimeout(timer);
      void watcher.close().then(() => done(status));
    };
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
  });
}

/** What a run writes itself: watching that would never come to rest. */
function writtenFiles({ reports }: LintArguments): string[] {
  return reports.flatMap(({ file }) => (file === undefined ? [] : [file]));
}

function watchedPaths(given: LintArguments, cwd: string): string[] {
  const { paths, kustomize, within, terraformDir, baseline, before, config } = given;
  const named = [within, terraformDir, baseline, before, config === false ? undefined : config].filter(
    (it) => it !== undefined,
  );
  const found = config === undefined ? findConfigFile(cwd)?.path : undefined;
  return [
    ...new Set(
      [
        ...paths.map((it) => (isGlob(it) ? globBase(it, cwd) : it)),
        ...kustomize,
        ...given.policies,
        ...named,
        ...(found === undefined ? [] : [found]),
      ].map((it) => resolve(cwd, it)),
    ),
  ];
}
