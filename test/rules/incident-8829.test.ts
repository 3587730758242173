import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { defaultOptions } from "../../src/engine/config.ts";
import type { LintResult } from "../../src/engine/finding.ts";
import { lint } from "../../src/index.ts";
import { discover } from "../../src/inputs/discover.ts";

const folder = "examples/incident-8829";

async function lintPlan(name: string): Promise<LintResult> {
  const { files } = discover([name], {
    cwd: folder,
    maxFileBytes: defaultOptions.maxFileBytes,
    gitignore: false,
    includePrefixes: [],
  });
  return lint(files, { only: ["proxy-buffer-symmetry", "proxy-buffer-partial-change"] });
}

function errorsOf(result: LintResult) {
  return result.results.filter((it) => it.severity === "error");
}

describe("examples/incident-8829", () => {
  const address = "module.ingress_controller.kubernetes_config_map.nginx_config";

  test("the plan as it was reviewed is an error, though nginx would load it", async () => {
    const [error, ...others] = errorsOf(await lintPlan("plan.json"));
    expect(others).toEqual([]);
    expect(error).toMatchObject({ ruleId: "proxy-buffer-partial-change", at: { resource: address } });
    expect(error!.message).toContain(`${address} raises 'proxy-buffer-size' 8k → 128k`);
    expect(error!.at.file.text.slice(error!.at.span.start, error!.at.span.end)).toBe(
      '"proxy-buffer-size": "128k"',
    );
    expect(error!.message).toContain(
      "4 × 128k, busy 256k (2 × 128k) ≤ 384k: nginx -t still passes on ingress-nginx v1.9.4.",
    );
    expect(error!.help).toContain(
      "ingress-nginx v1.9.4 does not know 'proxy-busy-buffers-size' (since 1.13.0)",
    );
  });

  test("with a snippet that pins the busy size, nginx refuses it for its own reason", async () => {
    const errors = errorsOf(await lintPlan("plan-pinned.json"));
    expect(errors.map((it) => it.ruleId).sort()).toEqual([
      "proxy-buffer-partial-change",
      "proxy-buffer-symmetry",
    ]);
    const symmetry = errors.find((it) => it.ruleId === "proxy-buffer-symmetry")!;
    expect(symmetry.message).toContain(
      '"proxy_busy_buffers_size" must be equal to or greater than the maximum of the value of "proxy_buffer_size" and one of the "proxy_buffers" (16k < 128k)',
    );
    expect(symmetry.at.attribute).toBe('data["location-snippet"]');
  });

  test("the mended plan has nothing", async () => {
    const { results, problems } = await lintPlan("plan-mended.json");
    expect([results, problems]).toEqual([[], []]);
  });

  test("the README shows what the plans give", async () => {
    const readme = readFileSync(`${folder}/README.md`, "utf8");
    for (const name of ["plan.json", "plan-pinned.json"]) {
      for (const { message, help } of (await lintPlan(name)).results) {
        expect(readme).toContain(message);
        expect(readme).toContain(help);
      }
    }
  });
});
