// Scaffolds a rule: npm run new-rule <category>/<id>
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [name = ""] = process.argv.slice(2);
const match = /^([a-z]+)\/([a-z][a-z0-9]*(?:-[a-z0-9]+){0,4})$/.exec(name);
if (match === null) {
  console.error(
    "usage: npm run new-rule <category>/<id>    for example: npm run new-rule timeouts/read-timeout-zero",
  );
  process.exit(2);
}
const [, category, id] = match;
for (const other of readdirSync("rules", { withFileTypes: true })) {
  if (other.isDirectory() && existsSync(join("rules", other.name, id))) {
    console.error(`rule '${id}' exists already in rules/${other.name}/`);
    process.exit(2);
  }
}

const folder = join("rules", category, id);
const files = {
  "rule.ts": `import { defineRule } from "../../../src/engine/rule.ts";

export default defineRule({
  id: "${id}",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "A container has no name.",
  why: "Say what it does to traffic or data, in up to 25 words.",
  references: ["https://kubernetes.io/docs/concepts/containers/"],
  lessons: [],

  *check(workload) {
    for (const container of workload.containers) {
      if (container.spec.name !== undefined) continue;
      yield {
        at: container.locate(container.spec),
        message: \`A container of \${workload.label} has no name.\`,
        help: "Set 'name'.",
      };
    }
  },
});
`,
  "README.md": `<!-- generated:start -->
<!-- generated:end -->

## What it reports

## Why it breaks

## How to fix it

## When not to use it

## References
`,
  "bad/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
  namespace: shop
spec:
  selector:
    matchLabels: { app: checkout }
  template:
    metadata:
      labels: { app: checkout }
    spec:
      containers:
        - image: registry.example.com/shop/checkout:1.4.2
`,
  "bad/expected.txt": "",
  "good/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
  namespace: shop
spec:
  selector:
    matchLabels: { app: checkout }
  template:
    metadata:
      labels: { app: checkout }
    spec:
      containers:
        - name: checkout
          image: registry.example.com/shop/checkout:1.4.2
`,
};
for (const [path, content] of Object.entries(files)) {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
}
console.log(`Wrote ${folder}/. Next:
  1. Write the rule, its README and its cases.
  2. npm run generate                                   refreshes the rule index and the README headers
  3. UPDATE_EXPECTED=1 npm test -- test/rules.test.ts   writes expected.txt; read it line by line`);
