/** `ingress-lint --help`: fits a screen of 80 columns. A test compares its options with those that are parsed. */
export const lintHelp = `Finds outages in NGINX ingress configuration before the merge.

Usage: ingress-lint [options] PATH...     files, directories, globs, - for stdin
       ingress-lint COMMAND --help        init, rules, explain, render, model,
                                          test, completion, lsp

Report
  -f, --format NAME[=FILE]      pretty, compact, json, sarif, github, summary,
                                jsonl, gitlab, junit, checkstyle, markdown, html
  -o, --output-file FILE        write the report to a file
      --fail-on LEVEL           info, warning, error (default) or never
      --max-warnings N          fail when there are more warnings
  -q, --quiet                   only findings that make the run fail
  -v, --verbose                 name everything that was skipped
      --watch, --stats          lint again on changes; say where the time went
Rules
      --preset NAME,...         recommended, strict, security, resilience, all
      --rule ID=SEVERITY        off, info, warning, error; repeatable
      --policy PATH             a file or folder with policies of your own
      --rules FILE              a module with rules of your own; runs its code
      --only ID,...             these rules alone; 'new': what a change brings
      --controller-version V    assume this version of the ingress controller
      --nginx-version V         assume this version of nginx
      --now DATE                judge ages of certificates by this ISO date
Fixes and known findings
      --fix, --fix-unsafe       make the safe fixes, or the others, too
      --fix-dry-run             print them as a diff, write nothing
      --baseline FILE           findings that are known fail no run
      --write-baseline FILE, --prune-baseline   make it, take out what is gone
Inputs
      --before PATH             compare with an earlier state of the path
      --before-ref REF          compare with a commit, read by git
      --kustomize DIR           build with kustomize or kubectl; repeatable
      --within DIR              linked with the paths, and not judged itself
      --terraform-dir DIR       a plan's sources (default: working directory)
      --config FILE, --no-config instead of the nearest .ingress-lint.yaml
      --print-config            show what is in force, and where it is from
      --no-ignore               lint what .gitignore leaves out, too
      --allow-empty             succeed when there is nothing to lint
      --include-prefix FROM=DIR where absolute nginx includes stand; repeatable
      --max-file-size SIZE      skip larger files (default 10MB)
      --stdin-filename NAME     what to call standard input
Other
  -h, --help, -V, --version, --debug; --color, --no-color, NO_COLOR, FORCE_COLOR

Exit status: 0 nothing found, 1 findings, 2 the run could not be done as asked.

  terraform show -json plan.bin | ingress-lint --stdin-filename plan.json -
  ingress-lint --format pretty --format sarif=out.sarif deploy nginx.conf
`;

/** `ingress-lint rules --help`. */
export const rulesHelp = `Lists the rules.

Usage: ingress-lint rules [options]

  -f, --format NAME        text (default), json or markdown
      --preset NAME        only those of recommended, strict, security,
                           resilience or all
      --category NAME      only those of one category
      --policy PATH, --rules FILE  and those of your own
      --color, --no-color  also NO_COLOR and FORCE_COLOR
  -h, --help               --debug

  ingress-lint rules --preset security
  ingress-lint rules --category tls --format markdown
`;

/** `ingress-lint explain --help`. */
export const explainHelp = `Says what a rule reports, why it matters and how to fix it; or what a setting of
an ingress controller or a directive of nginx is: its type and default, which
releases read it, what it renders to, what happens to a bad value.

Usage: ingress-lint explain [options] RULE
       ingress-lint explain [options] configmap|annotation|flag|directive NAME

      --controller NAME       ingress-nginx or f5-nic, where both know the name
      --controller-version V  say what is true of this release
      --policy PATH, --rules FILE  know rules of your own, too
      --color, --no-color     also NO_COLOR and FORCE_COLOR
  -h, --help                  --debug

  ingress-lint explain proxy-buffer-symmetry
  ingress-lint explain configmap proxy-buffer-size --controller-version 1.12.1
`;

/** `ingress-lint render --help`. */
export const renderHelp = `Prints the nginx configuration that ingress controllers would generate.

Usage: ingress-lint render [options] PATH...
       ingress-lint render --diff [options] OLD NEW  what changes between them
       ingress-lint render --diff [options] PLAN     what the plan changes

      --controller NAME       of one controller: its name or its product
      --host HOST             one server alone
      --diff                  compare; changes per host and location
  -f, --format NAME           conf (default) or json
      --origins               say behind each line where its value comes from
      --controller-version V  assume this version of the ingress controller
      --config FILE           instead of the nearest .ingress-lint.yaml
      --no-config             read no configuration file
      --no-ignore             read what .gitignore leaves out, too
      --color, --no-color     accepted, without effect
  -h, --help                  --debug

Exit status: 0 done, 2 the run could not be done as asked.

  ingress-lint render --origins --host shop.example.com ./manifests
  ingress-lint render --diff plan.json
`;

/** `ingress-lint init --help`. */
export const initHelp = `Writes a configuration and what runs ingress-lint in a repository. On a terminal
it asks; flags answer in advance. What is there already is never changed.

Usage: ingress-lint init [options]

      --preset NAME,...        rules to begin with (default recommended)
      --fail-on LEVEL          info, warning, error (default) or never
      --controller-version V   assumed where no image says one
      --hook, --no-hook        .pre-commit-config.yaml (default no)
      --workflow, --no-workflow  .github/workflows/ingress-lint.yml (default no)
      --dry-run                print the files, write nothing
  -y, --yes                    ask nothing
      --color, --no-color      accepted, without effect
  -h, --help                   --debug

Exit status: 0 done, 2 the run could not be done as asked.

  ingress-lint init
  ingress-lint init --yes --preset recommended,security --workflow
`;

/** `ingress-lint completion --help`. */
export const completionHelp = `Prints a script that completes commands, options and their values.

Usage: ingress-lint completion bash|zsh|fish

      --color, --no-color  accepted, without effect
  -h, --help               --debug

  bash  echo 'source <(ingress-lint completion bash)' >> ~/.bashrc
  zsh   ingress-lint completion zsh > "\${fpath[1]}/_ingress-lint"
  fish  ingress-lint completion fish |
          tee ~/.config/fish/completions/ingress-lint.fish
`;

/** `ingress-lint lsp --help`. */
export const lspHelp = `Serves an editor: a language server (LSP 3.17) on standard input and output,
with diagnostics as you type, explanations, completion, fixes and suppressions.

Usage: ingress-lint lsp [--stdio]

      --stdio              accepted: there is no other way
      --color, --no-color  accepted, without effect
  -h, --help               --debug

  docs/editors.md says how editors start it.
`;

/** `ingress-lint test --help`. */
export const testHelp = `Runs the cases of policies: each bad one has to give findings of its policy,
each good one none.

Usage: ingress-lint test PATH...          files, and folders with .yaml files

      --color, --no-color  also NO_COLOR and FORCE_COLOR
  -h, --help               --debug

Exit status: 0 all as expected, 1 not, 2 the policies are not valid.

  ingress-lint test policies/
`;

/** `ingress-lint model --help`. */
export const modelHelp = `Prints what the linter read and linked, as JSON for jq, OPA and the like:
objects with their places, Ingresses to Services to workloads, controllers, what
nginx runs by host and location, what a plan changes. Values of Secrets are
hidden.

Usage: ingress-lint model [options] PATH...

  -f, --format NAME           json, and no other
      --controller-version V  assume this version of the ingress controller
      --config FILE, --no-config  instead of the nearest .ingress-lint.yaml
      --no-ignore             read what .gitignore leaves out, too
      --color, --no-color     accepted, without effect
  -h, --help                  --debug

Exit status: 0 done, 2 something could not be read; the rest is printed.

  ingress-lint model ./manifests | jq '.ingresses[] | {resource, hosts}'
`;
