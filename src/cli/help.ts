/** `ingress-lint --help`: fits a screen of 80 columns. A test compares its options with those that are parsed. */
export const lintHelp = `Finds outages in NGINX ingress configuration before the merge.

Usage: ingress-lint [options] PATH...     files, directories, globs, - for stdin
       ingress-lint rules [--format json] lists the rules
       ingress-lint explain RULE          says what a rule is about
       ingress-lint render PATH...        prints what controllers would generate

Report
  -f, --format NAME[=FILE]      pretty, compact, json, sarif, github, summary,
                                jsonl, gitlab, junit, checkstyle, markdown
  -o, --output-file FILE        write the report to a file
      --fail-on LEVEL           info, warning, error (default) or never
      --max-warnings N          fail when there are more warnings
  -q, --quiet                   only findings that make the run fail
  -v, --verbose                 name everything that was skipped
      --color, --no-color       also NO_COLOR and FORCE_COLOR
Rules
      --preset NAME             recommended (default) or strict
      --rule ID=SEVERITY        off, info, warning, error; repeatable
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
      --no-ignore               lint what .gitignore leaves out, too
      --allow-empty             succeed when there is nothing to lint
      --include-prefix FROM=DIR where absolute nginx includes stand; repeatable
      --max-file-size SIZE      skip larger files (default 10MB)
      --stdin-filename NAME     what to call standard input
Other
  -h, --help    --debug
  -V, --version                 with --verbose: also up to when the data reach

Exit status: 0 nothing found, 1 findings, 2 the run could not be done as asked.

  ingress-lint ./manifests
  terraform show -json plan.bin | ingress-lint --stdin-filename plan.json -
  ingress-lint --format pretty --format sarif=out.sarif deploy nginx.conf
`;

/** `ingress-lint rules --help`. */
export const rulesHelp = `Lists the rules.

Usage: ingress-lint rules [options]

  -f, --format NAME        text (default) or json
      --preset NAME        only the rules of recommended or strict
      --color, --no-color  also NO_COLOR and FORCE_COLOR
  -h, --help               --debug

  ingress-lint rules --preset recommended
`;

/** `ingress-lint explain --help`. */
export const explainHelp = `Says what a rule reports, why it matters and how to fix it; or what a setting of
an ingress controller or a directive of nginx is: its type and default, which
releases read it, what it renders to, what happens to a bad value.

Usage: ingress-lint explain [options] RULE
       ingress-lint explain [options] configmap|annotation|flag|directive NAME

      --controller NAME       ingress-nginx or f5-nic, where both know the name
      --controller-version V  say what is true of this release
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
