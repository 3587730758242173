import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "@jest/globals";

const work = mkdtempSync(join(tmpdir(), "ingress-lint-suppress-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const comment = "# ingress-lint-disable-next-line proxy-buffer-partial-change -- measured";

function findings(edit: (source: string) => string, editPlan: (plan: string) => string = (it) => it) {
  const folder = mkdtempSync(join(work, "tree-"));
  cpSync("examples/incident-8829", folder, { recursive: true });
  const source = join(folder, "terraform/main.tf");
  writeFileSync(source, edit(readFileSync(source, "utf8")));
  const plan = join(folder, "plan.json");
  writeFileSync(plan, editPlan(readFileSync(plan, "utf8")));
  const args = [
    "--format=json",
    "--only=proxy-buffer-partial-change",
    "--terraform-dir=terraform",
    "plan.json",
  ];
  const run = spawnSync(process.execPath, [resolve("dist/cli.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  const { summary, findings } = JSON.parse(run.stdout) as {
    summary: { errors: number; suppressed: number };
    findings: { suppressions?: readonly { justification: string }[] }[];
  };
  return {
    status: run.status,
    errors: summary.errors,
    reasons: findings.flatMap((it) => it.suppressions ?? []).map((it) => it.justification),
  };
}

test("a comment in the author's source holds back what a plan's finding says of it", () => {
  const above = (source: string) => source.replace(/^( *)("proxy-buffer-size")/m, `$1${comment}\n$1$2`);
  expect(findings((it) => it)).toEqual({ status: 1, errors: 1, reasons: [] });
  expect(findings(above)).toEqual({ status: 0, errors: 0, reasons: ["measured"] });
});

test("one in a string or a heredoc does not", () => {
  const inString = (source: string) =>
    `${source}\nlocals {\n  a = "${comment.replace("-next-line", "-file")}"\n  b = <<EOT\n${comment.replace("-next-line", "-file")}\nEOT\n}\n`;
  expect(findings(inString)).toEqual({ status: 1, errors: 1, reasons: [] });
});

test("the annotation of a resource in the plan does", () => {
  const annotated = (text: string) => {
    const plan = JSON.parse(text) as {
      resource_changes: {
        type: string;
        change: { after: { metadata: { annotations: Record<string, string> | null }[] } };
      }[];
    };
    for (const { type, change } of plan.resource_changes)
      if (type === "kubernetes_config_map")
        change.after.metadata[0]!.annotations = {
          "ingress-lint.dev/ignore": "proxy-buffer-partial-change: measured",
        };
    return JSON.stringify(plan);
  };
  expect(findings((it) => it, annotated)).toEqual({ status: 0, errors: 0, reasons: ["measured"] });
});
