import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { reasonNotToOpen } from "./candidates.ts";
import { InputError } from "./input-error.ts";
import { isInside } from "./paths.ts";

/** Files of a commit, written to a folder of their own. */
export interface GitTree {
  /** The folder that stands for the working directory. */
  readonly directory: string;
  remove(): void;
}

/** More than any repository of configuration holds; a limit on what an untrusted one can make us write. */
const MOST_FILES = 200_000;
const MOST_BYTES = 2 ** 30;

/**
 * What git is told to leave alone: a repository's own configuration names programs (hooks, monitors, transports), and one that is
 * linted must not start any. Blobs are read raw, so that filters and textconv do not run.
 */
const harmless = [
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "protocol.allow=never",
];

/**
 * The files of a commit as they are in git, without checking it out: regular ones that may hold something to lint, none above `maxFileBytes`; what is
 * behind symbolic links and in submodules is left out. `reference` is anything that names a commit. Throws an `InputError` when `cwd` is in no
 * repository, the reference names nothing, or there is no git.
 */
export function readGitTree(reference: string, cwd: string, maxFileBytes: number): GitTree {
  const git = new Git(cwd);
  const top = git.line(["rev-parse", "--show-toplevel"], "--before-ref needs a git repository");
  const commit = git.line(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`],
    `--before-ref '${reference}' names no commit of this repository`,
  );
  const root = mkdtempSync(join(tmpdir(), "ingress-lint-before-"));
  const remove = () => rmSync(root, { recursive: true, force: true });
  try {
    const directory = join(root, relative(top, realpathSync(cwd)));
    mkdirSync(directory, { recursive: true });
    writeBlobs(root, git.blobs(commit, maxFileBytes), git);
    return { directory, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

interface Blob {
  readonly id: string;
  readonly path: string;
  readonly size: number;
}

class Git {
  readonly #cwd: string;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** The first line that a command prints; throws an `InputError` of the given words when it fails. */
  line(args: readonly string[], otherwise: string): string {
    const { status, stdout } = this.run(args);
    const line = stdout.toString("utf8").split("\n", 1)[0]!;
    if (status !== 0 || line === "") throw new InputError(otherwise);
    return line;
  }

  /** Regular files of a commit that may be linted. */
  blobs(commit: string, maxFileBytes: number): Blob[] {
    const { status, stdout } = this.run(["ls-tree", "-r", "-z", "--full-tree", "-l", commit]);
    if (status !== 0) throw new InputError("the commit of --before-ref cannot be read");
    const blobs: Blob[] = [];
    let bytes = 0;
    for (const entry of stdout.toString("utf8").split("\0")) {
      const match = /^100[0-7]{3} blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(entry);
      if (match === null) continue;
      const [, id = "", length, path = ""] = match;
      const size = Number(length);
      if (size > maxFileBytes || !isSafe(path) || reasonNotToOpen(path) !== undefined) continue;
      bytes += size;
      if (blobs.length >= MOST_FILES || bytes > MOST_BYTES)
        throw new InputError("the commit of --before-ref holds more than can be compared");
      blobs.push({ id, path, size });
    }
    return blobs;
  }

  /** Contents of blobs, in order. */
  contents(blobs: readonly Blob[]): Buffer[] {
    const { status, stdout } = this.run(["cat-file", "--batch"], blobs.map((it) => `${it.id}\n`).join(""));
    if (status !== 0) throw new InputError("the commit of --before-ref cannot be read");
    const found: Buffer[] = [];
    let at = 0;
    for (const { id, size } of blobs) {
      const head = stdout.indexOf(0x0a, at);
      if (stdout.toString("latin1", at, head) !== `${id} blob ${size}`)
        throw new InputError("the commit of --before-ref is not whole in this clone");
      found.push(stdout.subarray(head + 1, head + 1 + size));
      at = head + 1 + size + 1;
    }
    return found;
  }

  run(args: readonly string[], input = ""): { readonly status: number | null; readonly stdout: Buffer } {
    const { error, status, stdout } = spawnSync("git", [...harmless, ...args], {
      cwd: this.#cwd,
      input,
      maxBuffer: 2 * MOST_BYTES,
      stdio: ["pipe", "pipe", "ignore"],
      env: {
        ...process.env,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_NO_LAZY_FETCH: "1",
        GIT_NO_REPLACE_OBJECTS: "1",
        GIT_OPTIONAL_LOCKS: "0",
        GIT_TERMINAL_PROMPT: "0",
      },
    });
    if (error !== undefined && (error as NodeJS.ErrnoException).code === "ENOENT")
      throw new InputError("--before-ref needs git, which is not on the PATH");
    if (error !== undefined) throw new InputError("git could not be run for --before-ref");
    return { status, stdout };
  }
}

/** Trees can be made with any names; only plain ones below the root are written. */
function isSafe(path: string): boolean {
  const parts = path.split("/");
  return !parts.some((it) => it === "" || it === "." || it === ".." || it.toLowerCase() === ".git");
}

function writeBlobs(root: string, blobs: readonly Blob[], git: Git): void {
  for (const [index, content] of git.contents(blobs).entries()) {
    const path = join(root, blobs[index]!.path.split("/").join(sep));
    if (!isInside(path, root)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
