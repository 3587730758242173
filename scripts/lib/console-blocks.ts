import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const block = /^```console\n([\s\S]*?)^```$/gm;
const command = /^\$ (?:npx ingress-lint|node dist\/cli\.js) ?(.*)$/;

/** Documents that show what the command prints. */
export function documentsWithOutput(root: string): readonly string[] {
  const examples = readdirSync(join(root, "examples"), { withFileTypes: true })
    .filter((it) => it.isDirectory())
    .map((it) => `examples/${it.name}/README.md`);
  const pages = readdirSync(join(root, "docs"))
    .filter((it) => it.endsWith(".md"))
    .map((it) => `docs/${it}`);
  return ["README.md", ...pages.sort(), ...examples.sort()];
}

/**
 * A document whose `console` blocks hold what the built command line prints now. A block is a line `$ npx ingress-lint …` and its output; commands that
 * need a shell (a pipe, a redirection) are left as they are. An output line `…` says that lines were left out, and keeps the block as written.
 */
export function withOutputs(root: string, path: string): string {
  return readFileSync(join(root, path), "utf8").replace(block, (whole, body: string) => {
    const [first = "", ...rest] = body.split("\n");
    const match = command.exec(first);
    if (match === null || /[|<>&;]/.test(first) || rest.includes("…")) return whole;
    const run = spawnSync(process.execPath, [join(root, "dist/cli.js"), ...match[1]!.split(" ")], {
      cwd: root,
      encoding: "utf8",
      env: { PATH: process.env.PATH, NO_COLOR: "1" },
    });
    return `\`\`\`console\n${first}\n${`${run.stdout}${run.stderr}`.trimEnd()}\n\`\`\``;
  });
}
