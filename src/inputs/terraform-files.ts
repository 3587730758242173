import { readdirSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import type { TerraformFiles } from "../model/plan/author-module.ts";
import { SourceFile } from "../text/source-file.ts";
import { decode } from "./decode.ts";
import { isInside, realPathOf } from "./paths.ts";
import { readRegularFile } from "./read-file.ts";

interface TerraformFilesOptions {
  readonly cwd: string;
  readonly maxFileBytes: number;
}

/**
 * The `.tf` files of the root module in `directory` (absolute) and of its local modules. Modules are read inside the working directory and inside `directory` only;
 * what a symbolic link leads out of them to is not.
 */
export function terraformFilesIn(
  directory: string,
  { cwd, maxFileBytes }: TerraformFilesOptions,
): TerraformFiles {
  const known = new Map<string, readonly SourceFile[]>();
  let roots: readonly string[] | undefined;
  const mayRead = (path: string): boolean => {
    roots ??= [cwd, directory].map(realPathOf);
    const real = realPathOf(path);
    return roots.some((it) => isInside(real, it));
  };
  const read = (absolute: string): readonly SourceFile[] =>
    mayRead(absolute)
      ? namesIn(absolute).flatMap((name) => {
          const path = join(absolute, name);
          const text = mayRead(path) ? readQuietly(path, maxFileBytes) : undefined;
          return text === undefined ? [] : [new SourceFile(shownPath(path, cwd), text)];
        })
      : [];
  return {
    filesIn(module) {
      let files = known.get(module);
      if (files === undefined) {
        files = read(resolve(directory, module));
        known.set(module, files);
      }
      return files;
    },
  };
}

/** Relative to the working directory where the file is below it, with `/`. */
function shownPath(path: string, cwd: string): string {
  const shown = isInside(path, cwd) ? path.slice(cwd.endsWith(sep) ? cwd.length : cwd.length + 1) : path;
  return shown.split(sep).join("/");
}

/** Names of HCL files. Of `edge.tf` and `edge.tofu` OpenTofu reads the latter alone (opentofu.org/docs/language/files). */
function namesIn(directory: string): string[] {
  let names: string[];
  try {
    names = readdirSync(directory).filter((it) => /\.(?:tf|tofu)$/.test(it) && !it.startsWith("."));
  } catch {
    return [];
  }
  const replaced = new Set(
    names.filter((it) => it.endsWith(".tofu")).map((it) => it.replace(/\.tofu$/, ".tf")),
  );
  return names.filter((it) => !replaced.has(it)).sort();
}

/** Sources only say where something was written; one that cannot be read leaves places in the plan. */
function readQuietly(path: string, maxBytes: number): string | undefined {
  try {
    const { bytes } = readRegularFile(path, { maxBytes, follow: true });
    return bytes === undefined ? undefined : decode(bytes);
  } catch {
    return undefined;
  }
}
