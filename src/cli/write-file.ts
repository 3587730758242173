import { lstatSync, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errnoWords } from "../inputs/errno.ts";
import { isInside, realPathOf } from "../inputs/paths.ts";
import { quote } from "../text/quote.ts";
import { UserError } from "./user-error.ts";

/** A file that a report will go to; it was looked at and may be written. */
export interface Target {
  /** As the user wrote it. */
  readonly given: string;
  /** Where it really is, symbolic links resolved. */
  readonly path: string;
  /** The file's permissions, when it is there already; undefined also for a device or a pipe. */
  readonly mode: number | undefined;
  /** Whether it is a regular file, or none yet, and is replaced as a whole. */
  readonly replaceable: boolean;
}

/**
 * Looks at a file before the work begins. Throws a `UserError` when it could not be written: its directory is missing, it
 * is a directory, or it is a symbolic link out of the working directory, which a linted tree may have laid there.
 */
export function checkTarget(given: string, cwd: string): Target {
  const path = resolve(cwd, given);
  const refuse = (why: string) => new UserError(`cannot write ${quote(given)}: ${why}`);
  const directory = dirname(path);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw refuse(`the directory ${quote(directory)} does not exist`);
  }
  const entry = lstatSync(path, { throwIfNoEntry: false });
  const real = entry?.isSymbolicLink() === true ? targetOf(path) : path;
  if (real === undefined) throw refuse("it is a symbolic link to nothing");
  if (real !== path && !isInside(real, realPathOf(cwd)))
    throw refuse("it is a symbolic link out of this directory");
  const stats: Stats | undefined = statSync(real, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) throw refuse("it is a directory");
  const isFile = stats === undefined || stats.isFile();
  return { given, path: real, mode: isFile ? stats?.mode : undefined, replaceable: isFile };
}

/**
 * Writes a text so that readers see the old file or the new one, never a part. A device (`/dev/null`) or pipe is written
 * to. Throws a `UserError` when the system refuses.
 */
export function writeTarget({ given, path, mode, replaceable }: Target, text: string): void {
  const draft = join(
    dirname(path),
    `.${basename(path)}.${process.pid}-${Math.random().toString(36).slice(2)}`,
  );
  try {
    if (!replaceable) {
      writeFileSync(path, text);
      return;
    }
    writeFileSync(draft, text, { flag: "wx", ...(mode !== undefined && { mode: mode & 0o777 }) });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new UserError(`cannot write ${quote(given)}: ${errnoWords(error)}`);
  }
}

function targetOf(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}
