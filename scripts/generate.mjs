// Refreshes what is generated from the rules and their cases: npm run generate
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

/** A TypeScript module of ours, bundled and imported. It lies below node_modules for a moment, so that packages are found. */
async function load(entry) {
  const outfile = join(
    root,
    `node_modules/.cache/ingress-lint/${process.pid}-${entry.replaceAll("/", "-")}.mjs`,
  );
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    define: { __VERSION__: '"0.0.0"' },
    logLevel: "warning",
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}

const { ruleIndex } = await load("scripts/lib/rule-index.ts");
writeFileSync("rules/index.ts", ruleIndex(root));
const { generatedFiles } = await load("scripts/lib/generated-files.ts");
for (const [path, content] of await generatedFiles(root)) writeFileSync(path, content);
const { documentsWithOutput, withOutputs } = await load("scripts/lib/console-blocks.ts");
for (const path of documentsWithOutput(root)) writeFileSync(path, withOutputs(root, path));
