import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type DiscoveryOptions, discover } from "../../src/inputs/discover.ts";
import type { DiscoveryResult } from "../../src/inputs/input-file.ts";

/** A new directory with files in it; `remove` takes it away. */
export function makeTree(files: Readonly<Record<string, string | Buffer>>) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ingress-lint-test-")));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Discovers in a new tree and takes the tree away. `prepare` may add to it what is no plain file. */
export function discoverIn(
  files: Readonly<Record<string, string | Buffer>>,
  args: readonly string[] = ["."],
  options: Partial<DiscoveryOptions> = {},
  prepare: (root: string) => void = () => {},
): DiscoveryResult {
  const { root, remove } = makeTree(files);
  try {
    prepare(root);
    const defaults = { cwd: root, maxFileBytes: 10 * 2 ** 20, gitignore: true, includePrefixes: [] };
    return discover(args, { ...defaults, ...options });
  } finally {
    remove();
  }
}

/** `path kind` of every file found, in order. */
export function kindsOf({ files }: DiscoveryResult): string[] {
  return files.map((it) => `${it.file.path} ${it.kind}`);
}

/** `path: reason` of every file passed over, in order. */
export function reasonsOf({ skipped }: DiscoveryResult): string[] {
  return skipped.map((it) => `${it.path}: ${it.reason}`);
}

/** `path: message` of every problem, in order. */
export function problemsOf({ problems }: DiscoveryResult): string[] {
  return problems.map((it) => `${it.path}: ${it.message}`);
}

export const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: ingress-nginx-controller
data:
  proxy-buffer-size: 16k
`;

export const nginxConf = `events {}
http {
  server {
    listen 80;
    location / {
      proxy_pass http://checkout:8080;
    }
  }
}
`;

export const plan = JSON.stringify({ format_version: "1.2", resource_changes: [], planned_values: {} });
