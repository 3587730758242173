import type { FailOn } from "../engine/config.ts";
import type { Preset } from "../engine/presets.ts";
import { configSchemaUri, informationUri } from "./links.ts";
import { version } from "./version.ts";

/** What `init` was told. */
export interface InitChoice {
  readonly presets: readonly Preset[];
  readonly failOn: FailOn;
  readonly controllerVersion: string | undefined;
}

/** The text of a new `.ingress-lint.yaml`; what is left out in it is said in comments. */
export function configText({ presets, failOn, controllerVersion }: InitChoice): string {
  const assumed =
    controllerVersion === undefined
      ? `# Facts about the cluster that no file here says.
# assume:
#   controllerVersion: "1.12.1"
#   somaxconn: 4096
`
      : `# Facts about the cluster that no file here says.
assume:
  controllerVersion: ${JSON.stringify(controllerVersion)}
  # somaxconn: 4096
`;
  return `# yaml-language-server: $schema=${configSchemaUri}
# ${informationUri}#configuration

extends: [${presets.join(", ")}]
failOn: ${failOn}

# Severities and options of single rules; 'ingress-lint rules' lists them.
# rules:
#   image-tag: off

${assumed}
# Findings that somebody answers for.
# exemptions:
#   - rules: prestop-sleep
#     files: [legacy/]
#     reason: switched off in spring
#     until: 2027-04-30
`;
}

/** The text of a new `.pre-commit-config.yaml`. */
export function hookText(): string {
  return `repos:
  - repo: ${informationUri}
    rev: v${version}
    hooks:
      - id: ingress-lint # staged files; ingress-lint-all lints the whole repository
`;
}

/** The text of a new workflow for GitHub Actions. */
export function workflowText({ failOn }: InitChoice): string {
  return `name: ingress-lint
on: pull_request
permissions:
  contents: read
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0 # for before-ref
      - uses: ingress-lint/ingress-lint@v${version.split(".")[0]}
        with:
          paths: .
          before-ref: origin/\${{ github.base_ref }}
          fail-on: ${failOn}
`;
}
