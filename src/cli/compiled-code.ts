import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

/** A CommonJS bundle that was run. */
export interface RunBundle<T> {
  readonly exports: T;
  /** Says in `cachedDataRejected` whether code that was compiled ahead was of use: it is not to another V8, nor under other flags. */
  readonly script: Script;
}

/**
 * Sets V8 up for one short run. Most of it is code that is hot for a second: the V8 of Node 20 optimises it early and has to take much of that
 * back. With four times the patience ten thousand documents take a sixth less time and a third less of the processor; newer releases
 * are as fast without. Compiled code belongs to the flags it was made under: call it before the bundle is run.
 */
export function tuneV8(): void {
  if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=270000");
}

/**
 * Where the code of a bundle stands that this Node.js has compiled, beside the bundle. `id` tells the bundle's content: V8 itself compares no more of the
 * source than its length (`SerializedCodeData::SourceHash` in src/snapshot/code-serializer.cc).
 */
export function compiledCodePath(bundle: string, id: string): string {
  const { version, platform, arch } = process;
  return join(dirname(bundle), `compiled-${id}-${version}-${platform}-${arch}.bin`);
}

/**
 * What a CommonJS bundle exports. Where the build has left compiled code for this very Node.js, V8 need not compile it again, which is a third
 * of what a small run takes; everywhere else the bundle is required as any other. Throws what the bundle throws.
 */
export function requireBundle<T>(bundle: string, id: string): T {
  const compiled = readCompiled(compiledCodePath(bundle, id));
  if (compiled === undefined) return createRequire(bundle)(bundle);
  return runBundle<T>(bundle, compiled).exports;
}

/**
 * Runs a bundle as `require` does, with code that was compiled ahead if there is any. The bundle is ASCII, and has no `import()`: what V8 11 compiled ahead
 * has lost the way to Node's loader. Throws what the bundle throws.
 */
export function runBundle<T>(bundle: string, compiled: Buffer | undefined): RunBundle<T> {
  const source = readFileSync(bundle, "latin1");
  const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${source}\n});`, {
    filename: bundle,
    ...(compiled === undefined ? {} : { cachedData: compiled }),
  });
  const module = { exports: {} as T };
  const run = script.runInThisContext() as (...names: unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  return { exports: module.exports, script };
}

function readCompiled(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
