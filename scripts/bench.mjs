// npm run bench [-- --runs N]: every figure beside its floor, measured in the same run. Absolute times are noise; ratios count.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeManifests, writeNginxConf, writePlan } from "./lib/bench-corpus.mjs";
import { changeTimes } from "./lib/bench-lsp.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = process.env.BENCH_CLI ?? join(root, "dist/cli.js");
const at = process.argv.indexOf("--runs");
const runs = at === -1 ? 5 : Number(process.argv[at + 1]);
const documents = 10_000;
const nginxBytes = 5 * 2 ** 20;
const planResources = 5_000;

const directory = mkdtempSync(join(tmpdir(), "ingress-lint-bench-"));
const manifests = join(directory, "manifests");
const conf = join(directory, "nginx.conf");
const small = join(directory, "small");
const floors = join(directory, "floors");
for (const it of [small, floors]) mkdirSync(it);
const files = writeManifests(manifests, documents);
writeNginxConf(conf, nginxBytes);
writeManifests(small, 4);
const plan = join(directory, "plan.json");
const planTexts = join(directory, "plan-texts.json");
writeFileSync(planTexts, JSON.stringify(writePlan(plan, planResources)));

// The floors: reading the files and handing them to the parser alone, in a process of their own as the linter is.
const walk = `
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
function* files(path) {
  for (const it of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, it.name);
    if (it.isDirectory()) yield* files(inner); else yield inner;
  }
}
`;
const packageUrl = (path) => JSON.stringify(new URL(`../node_modules/${path}`, import.meta.url).href);
// Once with every document thrown away as soon as it is read, and once with all of them kept: a linter that links what stands in different
// files has to keep them, and what the garbage collector takes for that is no choice of ours.
const yamlFloor = join(floors, "yaml.mjs");
const keepingFloor = join(floors, "yaml-kept.mjs");
for (const [file, add] of [
  [yamlFloor, "count += documents.length"],
  [keepingFloor, "kept.push(...documents), (count = kept.length)"],
]) {
  writeFileSync(
    file,
    `${walk}import yaml from ${packageUrl("js-yaml/dist/js-yaml.mjs")};
let count = 0;
const kept = [];
for (const file of files(process.argv[2])) {
  const documents = yaml.loadAll(readFileSync(file, "utf8"));
  ${add};
}
if (count < ${documents}) process.exit(1);
`,
  );
}
const nginxFloor = join(floors, "nginx.mjs");
writeFileSync(
  nginxFloor,
  `import { readFileSync } from "node:fs";
import conf from ${packageUrl("nginx-conf/dist/index.js")};
const parser = new conf.NginxParser();
await new Promise((resolve, reject) => parser.parse(readFileSync(process.argv[2], "utf8"), (error) => (error ? reject(error) : resolve())));
`,
);
// A plan is parsed as JSON, and the YAML that stands in it as YAML, on both sides.
const planFloor = join(floors, "plan.mjs");
writeFileSync(
  planFloor,
  `import { readFileSync } from "node:fs";
import yaml from ${packageUrl("js-yaml/dist/js-yaml.mjs")};
const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
const texts = JSON.parse(readFileSync(process.argv[3], "utf8"));
for (const it of texts) yaml.loadAll(it);
if (plan.resource_changes.length !== ${planResources}) process.exit(1);
`,
);
// Prints the peak of the resident set (KiB) when the process ends.
const meter = `--import=data:text/javascript,process.on("exit",()=>process.stderr.write("\\nmaxrss="+process.resourceUsage().maxRSS+"\\n"))`;

function once(args, measureMemory = false) {
  const started = process.hrtime.bigint();
  const run = spawnSync(process.execPath, measureMemory ? [meter, ...args] : args, {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    env: { ...process.env, NO_COLOR: "1" },
  });
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  if (run.status === null || run.status > 1)
    throw new Error(`${args.join(" ")} exited with ${run.status}: ${run.stderr}`);
  return { milliseconds, kib: Number(/maxrss=(\d+)/.exec(run.stderr)?.[1] ?? 0) };
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/** Medians of two commands, run in turn so that both see the same machine. */
function compare(subject, floor, count = runs) {
  const left = [];
  const right = [];
  for (let run = 0; run < count; run += 1) {
    right.push(once(floor).milliseconds);
    left.push(once(subject).milliseconds);
  }
  return { subject: median(left), floor: median(right) };
}

const rows = [];
function report(name, measured, floorName, limit) {
  const ratio = measured.subject / measured.floor;
  rows.push([
    name,
    `${measured.subject.toFixed(0)} ms`,
    floorName,
    `${measured.floor.toFixed(0)} ms`,
    `${ratio.toFixed(2)} x`,
    limit,
    ratio,
  ]);
}

try {
  const large = ["--max-file-size", "50MB"];
  const quiet = ["--format", `json=${join(directory, "report.json")}`, "--fail-on", "never"];
  const what = `lint of ${documents} documents in ${files} files`;
  const lint = [cli, ...quiet, manifests];
  report(what, compare(lint, [yamlFloor, manifests]), "read + js-yaml", "<= 2.00 x");
  report(what, compare(lint, [keepingFloor, manifests]), "the same, documents kept", "");
  report(
    `lint of a ${(statSync(conf).size / 2 ** 20).toFixed(1)} MiB nginx.conf`,
    compare([cli, ...quiet, conf], [nginxFloor, conf]),
    "read + nginx-conf",
    "<= 2000 ms",
  );
  report(
    `lint of a ${(statSync(plan).size / 2 ** 20).toFixed(1)} MiB plan, ${planResources} resources`,
    compare([cli, ...quiet, ...large, plan], [planFloor, plan, planTexts]),
    "JSON.parse + js-yaml",
    "<= 3.00 x",
  );
  const startRuns = Math.max(runs * 4, 12);
  report(
    "lint of one small file",
    compare([cli, ...quiet, small], ["-e", "0"], startRuns),
    "node -e 0",
    "<= 3.00 x",
  );
  report("--version", compare([cli, "--version"], ["-e", "0"], startRuns), "node -e 0", "<= 1.50 x");
  const memory =
    Math.max(once([cli, ...quiet, manifests], true).kib, once([cli, ...quiet, conf], true).kib) / 1024;
  const planMemory = once([cli, ...quiet, ...large, plan], true).kib / 1024;

  const header = ["what", "time", "floor", "time", "ratio", "limit"];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column]).length)),
  );
  const line = (cells) =>
    cells
      .map((cell, column) => String(cell).padEnd(widths[column]))
      .join("  ")
      .trimEnd();
  console.log(line(header));
  for (const row of rows) console.log(line(row.slice(0, 6)));
  const workspace = join(directory, "workspace");
  const inWorkspace = writeManifests(workspace, 500);
  const [changed] = readdirSync(workspace, { recursive: true }).filter((it) => it.endsWith(".yaml"));
  const times = await changeTimes(cli, workspace, changed, Math.max(runs * 10, 30));
  console.log(
    `lsp, a change in a workspace of 500 documents in ${inWorkspace} files  ${median(times).toFixed(0)} ms median, ${Math.max(...times).toFixed(0)} ms at most  (limit 100 ms median)`,
  );
  console.log(
    `peak memory  ${memory.toFixed(0)} MiB  (limit 600 MiB), with the plan ${planMemory.toFixed(0)} MiB (limit 700 MiB)`,
  );
} finally {
  rmSync(directory, { recursive: true, force: true });
}
