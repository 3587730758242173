import type { DescribedCommand, DescribedOption, Values } from "./programs.ts";

/** A completion script for one shell. Words in it are of our own making: lower case letters, digits, `-` and `=`. */
export function completionScript(
  shell: "bash" | "zsh" | "fish",
  commands: readonly DescribedCommand[],
): string {
  switch (shell) {
    case "bash":
      return bash(commands);
    case "zsh":
      return zsh(commands);
    case "fish":
      return fish(commands);
  }
}

function namesOf(options: readonly DescribedOption[]): string[] {
  return options.flatMap((it) => it.names);
}

function subcommands(commands: readonly DescribedCommand[]): string[] {
  return commands.map((it) => it.name).filter((it) => it !== "");
}

// Words are split at "=" by readline (COMP_WORDBREAKS), so what stands before it is put together again.
function bash(commands: readonly DescribedCommand[]): string {
  const valuesIn = (values: Values): string => {
    if (values === "files") return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word")';
    if (values === "directories")
      return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word")';
    if (values === "any") return ":";
    return `mapfile -t COMPREPLY < <(compgen -W "${values.join(" ")}" -- "$word")`;
  };
  const cases = commands.map(({ name, options, arguments: args }) => {
    const withValues = options
      .filter((it) => it.values !== undefined)
      .map((it) => `        ${it.names.join("|")}) ${valuesIn(it.values!)}; return ;;`);
    const first = name === "" && args === "files" ? ` ${subcommands(commands).join(" ")}` : "";
    return `    ${name === "" ? "*" : name})
      case "$previous" in
${withValues.join("\n")}
      esac
      if [[ "$word" == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "${namesOf(options).join(" ")}" -- "$word")
        return
      fi
      ${valuesIn(args)}${first === "" ? "" : `\n      if (( COMP_CWORD == 1 )); then mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "${first.trim()}" -- "$word"); fi`}
      ;;`;
  });
  // The case for linting itself takes all that is no command, and is last for it.
  const [lint, ...others] = cases;
  return `# bash completion for ingress-lint
_ingress_lint() {
  local at="$COMP_CWORD" word="\${COMP_WORDS[COMP_CWORD]}"
  if [[ "$word" == "=" ]]; then at=$((at + 1)) word=""; fi
  local previous="\${COMP_WORDS[at-1]}"
  COMPREPLY=()
  if (( at >= 3 )) && [[ "$previous" == "=" ]]; then
    local name="\${COMP_WORDS[at-2]}"
    if [[ "\${COMP_WORDS[at-3]}" == "--rule" ]]; then
      mapfile -t COMPREPLY < <(compgen -W "off info warning error" -- "$word")
      return
    fi
    case "$name" in --*) previous="$name" ;; *) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;; esac
  fi
  case "\${COMP_WORDS[1]}" in
${[...others, lint].join("\n")}
  esac
}
complete -F _ingress_lint ingress-lint
`;
}

function zsh(commands: readonly DescribedCommand[]): string {
  const action = (values: Values): string => {
    if (values === "files") return ":file:_files";
    if (values === "directories") return ":directory:_files -/";
    if (values === "any") return ":value: ";
    return `:value:(${values.join(" ")})`;
  };
  const specs = (options: readonly DescribedOption[]) =>
    options.flatMap(({ names, values }) =>
      names.map((name) => `'*${name}${values === undefined ? "" : `${action(values)}`}'`),
    );
  const cases = commands.map(({ name, options, arguments: args }) => {
    const rest = args.length === 0 ? [] : [`'*${action(args)}'`];
    return `    ${name === "" ? "*" : name})
      _arguments -s -S : ${[...specs(options), ...rest].join(" \\\n        ")}
      ;;`;
  });
  const [lint, ...others] = cases;
  return `#compdef ingress-lint
# zsh completion for ingress-lint
_ingress-lint() {
  if (( CURRENT == 2 )) && [[ "$PREFIX" != -* ]]; then
    compadd -- ${subcommands(commands).join(" ")}
    _files
    return
  fi
  local command="\${words[2]}"
  case "$command" in
    ${subcommands(commands).join("|")}) words=("\${(@)words[1]}" "\${(@)words[3,-1]}"); (( CURRENT -= 1 )) ;;
  esac
  case "$command" in
${[...others, lint].join("\n")}
  esac
}
if [[ "\${funcstack[1]}" == _ingress-lint ]]; then
  _ingress-lint "$@"
else
  compdef _ingress-lint ingress-lint
fi
`;
}

function fish(commands: readonly DescribedCommand[]): string {
  const names = subcommands(commands).join(" ");
  const lines = [
    "# fish completion for ingress-lint",
    "complete -c ingress-lint -e",
    `complete -c ingress-lint -n "__fish_use_subcommand" -a "${names}"`,
  ];
  for (const { name, options, arguments: args } of commands) {
    const condition =
      name === "" ? `not __fish_seen_subcommand_from ${names}` : `__fish_seen_subcommand_from ${name}`;
    const head = `complete -c ingress-lint -n "${condition}"`;
    if (args !== "files")
      lines.push(`${head} -f${args.length === 0 ? "" : ` -a "${(args as readonly string[]).join(" ")}"`}`);
    for (const { names, values } of options) {
      const flags = names.map((it) => (it.startsWith("--") ? `-l ${it.slice(2)}` : `-s ${it.slice(1)}`));
      lines.push(`${head} ${flags.join(" ")}${fishValues(values)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function fishValues(values: Values | undefined): string {
  if (values === undefined) return "";
  if (values === "files") return " -r -F";
  if (values === "directories") return ' -x -a "(__fish_complete_directories)"';
  return values === "any" ? " -x" : ` -x -a "${values.join(" ")}"`;
}
