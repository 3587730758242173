// Checks the tables of src/knowledge: their schema, that what they name exists, that releases are known and in order.
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Below node_modules, so that packages are found.
const outfile = join(root, `node_modules/.cache/ingress-lint/${process.pid}-check-knowledge.mjs`);
mkdirSync(dirname(outfile), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ["scripts/lib/knowledge-flaws.ts"],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  logLevel: "warning",
});
try {
  const { knowledgeFlaws } = await import(pathToFileURL(outfile).href);
  const flaws = knowledgeFlaws();
  for (const flaw of flaws) console.error(flaw);
  console.log(flaws.length === 0 ? "The tables are consistent." : `${flaws.length} flaws.`);
  process.exitCode = flaws.length === 0 ? 0 : 1;
} finally {
  rmSync(outfile);
}
