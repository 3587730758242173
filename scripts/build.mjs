// Builds dist/: the CLI as one self-contained file, the Action that calls it, the library with its types.
// Usage: node scripts/build.mjs [--no-types]
import { isAscii } from "node:buffer";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
mkdirSync(join(root, "dist"), { recursive: true });

const common = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  define: { __VERSION__: JSON.stringify(version) },
  logLevel: "warning",
};

// In one file, `import()` of our own modules becomes a call that runs the module's code when it is first wanted: nothing heavy is
// loaded before it is needed, and the Action needs no install step. Packages in CommonJS want `require`.
const selfContained = {
  ...common,
  minify: true,
  alias: { "eslint-rule-docs": "./scripts/lib/no-rule-docs.mjs" },
  legalComments: "inline",
};
const requireBanner =
  'import { createRequire as __createRequire } from "node:module";const require = __createRequire(import.meta.url);';

/**
 * The entry is a file of its own, so that `--version` need not read a megabyte. The rest is CommonJS, which Node.js compiles and links faster than a module, and required: an `import` would search it for what it
 * exports. `id` tells the content of that rest.
 */
const runIsBundled = (id) => ({
  name: "run-is-bundled",
  setup(build) {
    build.onResolve({ filter: /\/run\.ts$/ }, () => ({ path: "run", namespace: "bundled" }));
    build.onLoad({ filter: /.*/, namespace: "bundled" }, () => ({
      contents: `import { fileURLToPath } from "node:url";
import { requireBundle } from "./src/cli/compiled-code.ts";
const bundle = fileURLToPath(new URL("./ingress-lint.cjs", import.meta.url));
export const { run } = requireBundle(bundle, ${JSON.stringify(id)});`,
      resolveDir: root,
    }));
  },
});

const dataFolder = "src/knowledge/data";
const dataFiles = readdirSync(join(root, dataFolder)).filter((it) => it.endsWith(".ts"));

const cache = join(root, "node_modules/.cache/ingress-lint");

/** Every large table is a text in a file of its own, which is read when it is asked for: most runs need one or two. */
const tablesApart = {
  name: "tables-apart",
  setup(build) {
    // With an ending of their own: by the package's type a `.ts` file could not be CommonJS.
    build.onResolve({ filter: /^\.\/data\/[\w-]+\.ts$/ }, ({ path, resolveDir }) => ({
      path: `${join(resolveDir, path)}.cjs`,
      namespace: "table",
    }));
    build.onLoad({ filter: /\.cjs$/, namespace: "table" }, ({ path }) => {
      const file = basename(path, ".ts.cjs");
      const [name] = Object.keys(tables[file]);
      return {
        contents: `const { readFileSync } = require("node:fs");
let text;
module.exports = { get ${name}() { return (text ??= readFileSync(__dirname + "/knowledge/${file}.txt", "utf8")); } };`,
        loader: "js",
      };
    });
  },
};

/** Commander can start programs as subcommands; nothing here asks it to. */
const noSubcommands = {
  name: "no-subcommands",
  setup: (build) =>
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes("node_modules/commander")
        ? { path: join(root, "scripts/lib/no-subcommands.cjs") }
        : undefined,
    ),
};

/** Packages that few runs need are bundled into files of their own and read when they are imported: `import()` them. */
const packagesApart = {
  chokidar: "./chokidar.cjs",
  diff: "./diff.cjs",
  "vscode-languageserver-textdocument": "./text-document.cjs",
  "vscode-languageserver/node": "./language-server.cjs",
};

/** They, and what `import()` names of Node.js, are required: in code that was compiled ahead Node.js 20 has no `import()`. */
const importsAreRequired = {
  name: "imports-are-required",
  setup(build) {
    build.onResolve({ filter: /^[^.]/ }, ({ path, kind, namespace }) => {
      if (namespace === "required") return { path, external: true };
      if (Object.hasOwn(packagesApart, path)) return { path, namespace: "required" };
      return kind === "dynamic-import" && path.startsWith("node:")
        ? { path, namespace: "required" }
        : undefined;
    });
    build.onResolve({ filter: /^\./, namespace: "required" }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(packagesApart[path] ?? path)});`,
    }));
  },
};

const dataModules = join(cache, "tables.cjs");
await build({
  ...common,
  stdin: {
    contents: dataFiles
      .map((it) => `export * as ${JSON.stringify(basename(it, ".ts"))} from "./${it}";`)
      .join("\n"),
    resolveDir: join(root, dataFolder),
  },
  format: "cjs",
  outfile: dataModules,
});
/** Of each file its one export. */
const tables = createRequire(import.meta.url)(dataModules);
rmSync(join(root, "dist/knowledge"), { recursive: true, force: true });
mkdirSync(join(root, "dist/knowledge"));
for (const [file, table] of Object.entries(tables)) {
  const [text] = Object.values(table);
  writeFileSync(join(root, `dist/knowledge/${file}.txt`), text);
}

await Promise.all([
  ...Object.entries(packagesApart).map(([name, file]) =>
    build({
      ...selfContained,
      stdin: { contents: `module.exports = require(${JSON.stringify(name)});`, resolveDir: root },
      format: "cjs",
      outfile: join("dist", file),
    }),
  ),
  build({
    ...selfContained,
    entryPoints: ["src/cli/run.ts"],
    outfile: "dist/ingress-lint.cjs",
    format: "cjs",
    define: { ...common.define, "import.meta.url": "__fileUrl" },
    banner: { js: 'const __fileUrl = require("node:url").pathToFileURL(__filename).href;' },
    plugins: [tablesApart, importsAreRequired, noSubcommands],
  }),
  build({
    ...selfContained,
    entryPoints: ["src/policies/worker.ts"],
    outfile: "dist/policy-worker.js",
    banner: { js: requireBanner },
  }),
  build({
    ...common,
    entryPoints: ["src/index.ts"],
    outfile: "dist/index.js",
    packages: "external",
    sourcemap: "linked",
  }),
]);
const bundle = join(root, "dist/ingress-lint.cjs");
const code = readFileSync(bundle);
// It is read as such, which is the fastest, and V8 keeps it in half the memory.
if (!isAscii(code))
  throw new Error("dist/ingress-lint.cjs holds more than ASCII: write such characters as escapes");
const id = createHash("sha256").update(code).digest("hex").slice(0, 16);
await build({
  ...selfContained,
  entryPoints: ["src/cli/main.ts"],
  outfile: "dist/cli.js",
  banner: { js: "#!/usr/bin/env node" },
  plugins: [runIsBundled(id)],
});
chmodSync(join(root, "dist/cli.js"), 0o755);
writeFileSync(
  join(root, "dist/action.js"),
  'process.argv.splice(2, process.argv.length, "__action");\nawait import("./cli.js");\n',
);

// What this Node.js makes of the bundle, so that it need not compile it at every start. In a process of its own: V8's flags go into it.
for (const it of readdirSync(join(root, "dist")))
  if (it.startsWith("compiled-")) rmSync(join(root, "dist", it));
const compile = join(cache, "compile-ahead.mjs");
await build({ ...common, entryPoints: ["scripts/lib/compile-ahead.ts"], outfile: compile });
execFileSync(process.execPath, [compile, bundle, id], {
  cwd: root,
  env: { ...process.env, NODE_OPTIONS: "" },
  stdio: "inherit",
});

if (!process.argv.includes("--no-types")) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const config = join(root, "tsconfig.types.json");
  if (existsSync(config))
    execFileSync(process.execPath, [tsc, "-p", config], { cwd: root, stdio: "inherit" });
}
