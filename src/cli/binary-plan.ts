import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { findProgram } from "../inputs/program.ts";

/** A plan as `terraform plan -out=FILE` writes it is a ZIP archive. */
const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

/** What `show` may print at most. */
const MAX_BYTES = 512 * 2 ** 20;

/** What became of a binary plan: its JSON, or in words why there is none. */
export type ShownPlan = { readonly json: Buffer } | { readonly error: string };

/** Whether a file is a plan as `terraform plan -out=FILE` writes it; what cannot be read is none. */
export function isBinaryPlan(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const head = Buffer.alloc(ZIP.length);
      return readSync(descriptor, head, 0, ZIP.length, 0) === ZIP.length && head.equals(ZIP);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}

/**
 * Asks Terraform, or OpenTofu where it is the one installed, for the JSON of a binary plan. It runs in `directory`, the one that the plan was made in, because it
 * needs the providers that `init` put there. The program is taken from `PATH` alone, and never from inside `workspace`.
 */
export function showPlan(
  plan: string,
  {
    directory,
    workspace,
    env,
  }: {
    readonly directory: string;
    readonly workspace: string;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): ShownPlan {
  const program = ["terraform", "tofu"]
    .map((it) => findProgram(it, env.PATH ?? "", workspace))
    .find((it) => it !== undefined);
  if (program === undefined) {
    return {
      error:
        "is a binary plan, and neither terraform nor tofu is installed; write it as JSON where it is made: terraform show -json tfplan > plan.json",
    };
  }
  const run = spawnSync(program, ["show", "-json", "-no-color", plan], {
    cwd: directory,
    env: { ...env, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" },
    maxBuffer: MAX_BYTES,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (run.error === undefined && run.status === 0) return { json: run.stdout };
  const words = run.error?.message ?? run.stderr.toString("utf8").replace(/\s+/g, " ").trim();
  return { error: `is a binary plan, and '${program} show -json' failed: ${words}` };
}
