import { lstatSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { InputFile } from "../inputs/input-file.ts";
import { isInside, realPathOf } from "../inputs/paths.ts";
import { quote } from "../text/quote.ts";
import { writeTarget } from "./write-file.ts";

/** Owner, group and others may write. */
const WRITABLE = 0o222;

/**
 * Why a file is not changed by fixes, in words that follow its name; undefined where it may be. It has to be a file that was given, and to lie where it was given: not behind a
 * symbolic link out of the working directory or of the folder that was named. Its bytes have to be those of the text that was linted, which those in another encoding are not.
 */
export function whyNotFixed({ file, kind, root, isContext }: InputFile, cwd: string): string | undefined {
  if (isContext === true) return "is not judged";
  if (kind === "terraform") return "is made by Terraform; change its sources";
  const path = resolve(cwd, file.path);
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (root === "-" || entry === undefined) return "is no file";
  const home = resolve(cwd, root);
  const real = realPathOf(path);
  const isHome =
    isInside(real, realPathOf(cwd)) || (!isInside(home, resolve(cwd)) && isInside(real, realPathOf(home)));
  if (!isHome) return "is a symbolic link out of this directory";
  const stats = lstatSync(real);
  if (!stats.isFile()) return "is no regular file";
  if ((stats.mode & WRITABLE) === 0) return "is read-only";
  if (!readFileSync(real).equals(Buffer.from(file.text, "utf8")))
    return "is not UTF-8, or has changed since it was read";
  return undefined;
}

/** Replaces a file as a whole, through the links that lead to it, with the permissions it has. Throws a `UserError` when the system refuses. */
export function writeFixed(path: string, text: string, cwd: string): void {
  const real = realPathOf(resolve(cwd, path));
  writeTarget({ given: path, path: real, mode: lstatSync(real).mode, replaceable: true }, text);
}

/** Whether a text holds a Secret, whose values no report shows: then its diff is not shown either. */
export function holdsSecret(text: string): boolean {
  return /(?:^|[\s{,"'-])kind["']?\s*:\s*["']?Secret\b/m.test(text) || text.includes("-----BEGIN ");
}

/** A path as git writes it in a diff: quoted when a byte could be taken for something else. */
export function gitPath(path: string): string {
  let isPlain = true;
  let quoted = "";
  for (const byte of Buffer.from(path, "utf8")) {
    const isMark = byte === 0x22 || byte === 0x5c;
    const isPrintable = byte >= 0x20 && byte <= 0x7e;
    if (isMark || !isPrintable) isPlain = false;
    if (isMark) quoted += `\\${String.fromCharCode(byte)}`;
    else quoted += isPrintable ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  }
  if (!isPlain) return `"${quoted}"`;
  return path.includes(" ") ? `${path}\t` : path;
}

/** `'a.yaml' is read-only`, for a note. */
export function noteOn(path: string, why: string): string {
  return `${quote(path)} ${why}: its fixes were not made`;
}
