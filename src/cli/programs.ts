import type { Command } from "commander";
import { failLevels } from "../engine/config.ts";
import { severities } from "../engine/finding.ts";
import { presets } from "../engine/presets.ts";
import { reporters } from "../reporters/reporter.ts";
import { completionProgram, shells } from "./completion-command.ts";
import { explainProgram, explainSubjects } from "./explain-command.ts";
import { initProgram } from "./init-command.ts";
import { lintProgram } from "./lint-arguments.ts";
import { lspProgram } from "./lsp/lsp-command.ts";
import { modelProgram } from "./model-command.ts";
import { testProgram } from "./policy-test-command.ts";
import { renderFormats, renderProgram } from "./render-arguments.ts";
import { ruleFormats, rulesProgram } from "./rules-command.ts";

/** What may follow: one of some words, a file, a directory, or something that cannot be listed. */
export type Values = readonly string[] | "files" | "directories" | "any";

export interface DescribedOption {
  /** `--format`, `-f`. */
  readonly names: readonly string[];
  /** Undefined for a switch. */
  readonly values: Values | undefined;
}

/** A command as completion sees it. */
export interface DescribedCommand {
  /** Empty for linting itself. */
  readonly name: string;
  readonly options: readonly DescribedOption[];
  /** What its arguments may be. */
  readonly arguments: Values;
}

/** All commands with their options, from the programs that parse them. `rules` are id and category of each rule. */
export function describedCommands(
  rules: readonly { readonly id: string; readonly category: string }[],
): readonly DescribedCommand[] {
  const ids = rules.map((it) => it.id).sort();
  const categories = [...new Set(rules.map((it) => it.category))].sort();
  const controllers = ["ingress-nginx", "f5-nic"];
  const common: Readonly<Record<string, Values>> = {
    "--preset": presets,
    "--fail-on": failLevels,
    "--category": categories,
    "--controller": controllers,
    "--only": ["new", ...ids],
    "--rule": ids.flatMap((id) => ["off", ...severities].map((it) => `${id}=${it}`)),
    "--output-file": "files",
    "--policy": "files",
    "--rules": "files",
    "--config": "files",
    "--before": "files",
    "--baseline": "files",
    "--write-baseline": "files",
    "--kustomize": "directories",
    "--within": "directories",
    "--terraform-dir": "directories",
  };
  const describe = (
    name: string,
    program: Command,
    args: Values,
    own: Readonly<Record<string, Values>> = {},
  ): DescribedCommand => ({
    name,
    arguments: args,
    options: [
      ...program.options.map(({ long, short, required }) => ({
        names: [long, short].filter((it) => it !== undefined && it !== null),
        values: required ? (own[long ?? ""] ?? common[long ?? ""] ?? "any") : undefined,
      })),
      { names: ["--help", "-h"], values: undefined },
    ],
  });
  return [
    describe("", lintProgram(), "files", { "--format": Object.keys(reporters) }),
    describe("init", initProgram(), []),
    describe("rules", rulesProgram(), [], { "--format": ruleFormats }),
    describe("explain", explainProgram(), [...explainSubjects, ...ids]),
    describe("render", renderProgram(), "files", { "--format": renderFormats }),
    describe("test", testProgram(), "files"),
    describe("model", modelProgram(), "files", { "--format": ["json"] }),
    describe("lsp", lspProgram(), []),
    describe("completion", completionProgram(), shells),
  ];
}
