import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { posix, resolve } from "node:path";
import { SourceFile } from "../text/source-file.ts";
import { InputError } from "./input-error.ts";
import type { InputFile } from "./input-file.ts";
import { displayPath } from "./paths.ts";
import { findProgram } from "./program.ts";

/** A few thousand objects; more is no kustomization. */
const MAX_BYTES = 256 * 2 ** 20;

/** What became of a kustomization: what it builds, or in words why there is nothing. */
export type KustomizeBuild =
  | { readonly path: string; readonly input: InputFile }
  | { readonly path: string; readonly error: string };

/**
 * Builds the kustomization in a folder with `kustomize`, or with `kubectl` where that is the one installed; plugins stay off. Places are those in what is built, under
 * the name `DIR/kustomize-build.yaml`. Throws an `InputError` when the folder does not exist or neither program does.
 */
export function buildKustomization(
  directory: string,
  { cwd, path }: { readonly cwd: string; readonly path: string },
): KustomizeBuild {
  const absolute = resolve(cwd, directory);
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new InputError(`--kustomize '${directory}' is no folder (${absolute})`);
  const [kustomize, kubectl] = ["kustomize", "kubectl"].map((it) => findProgram(it, path, cwd));
  const program = kustomize ?? kubectl;
  if (program === undefined)
    throw new InputError(
      "--kustomize needs kustomize or kubectl, and neither is on the PATH; build elsewhere and pipe into 'ingress-lint -'",
    );
  const run = spawnSync(program, [program === kustomize ? "build" : "kustomize", absolute], {
    cwd,
    maxBuffer: MAX_BYTES,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const shown = displayPath(absolute, cwd, directory);
  if (run.error !== undefined || run.status !== 0) {
    const reason = run.error?.message ?? run.stderr.replace(/\s+/g, " ").trim();
    return { path: shown, error: `could not be built by ${program}: ${reason}` };
  }
  const file = new SourceFile(posix.join(shown, "kustomize-build.yaml"), run.stdout);
  return { path: shown, input: { file, kind: "yaml", root: directory } };
}
