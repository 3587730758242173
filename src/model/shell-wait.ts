/** How long a preStop command waits, at least: seconds, or undefined where that cannot be told. */
export type Wait = number | undefined;

/** What the commands need to know of their container. */
export interface Surroundings {
  /** The value of an environment variable, where it is known. */
  readonly env: (name: string) => string | undefined;
  /** Seconds that are enough: once they are certain, what follows does not matter. */
  readonly enough: number;
}

const shells: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash", "zsh", "ksh"]);
/** Commands that return at once, whatever they are given; `nginx -s` and `kill` only send a signal. */
const quick: ReadonlySet<string> = new Set([
  ":",
  "true",
  "echo",
  "printf",
  "touch",
  "rm",
  "mv",
  "kill",
  "pkill",
  "killall",
  "set",
  "date",
  "sync",
]);
const loops: ReadonlySet<string> = new Set([
  "while",
  "until",
  "for",
  "if",
  "case",
  "select",
  "function",
  "{",
  "(",
  "!",
]);
const secondsPer: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86400 };

/** The wait of an exec hook's command, given as the list that the container runtime runs without a shell. */
export function waitOfCommand(command: readonly string[], around: Surroundings): Wait {
  const [first = "", ...rest] = command;
  const name = first.slice(first.lastIndexOf("/") + 1).replace(/\.exe$/i, "");
  if (name === "wait-shutdown") return Number.POSITIVE_INFINITY; // ingress-nginx: returns when nginx has ended
  if (name === "sleep") return waitOfSleep(rest);
  if (shells.has(name)) {
    const flag = rest.findIndex((it) => /^-[a-z]*c$/.test(it));
    const script = rest[flag + 1];
    return flag === -1 || script === undefined ? undefined : waitOfScript(script, around);
  }
  if (name === "busybox" || name === "exec" || name === "command" || name === "nohup")
    return waitOfCommand(rest, around);
  if (/^(?:powershell|pwsh)$/i.test(name)) return waitOfPowerShell(rest.join(" "));
  if (/^cmd$/i.test(name)) return waitOfTimeout(rest.join(" "));
  if (/^python[\d.]*$/.test(name)) return waitOfPython(rest.join(" "));
  if (quick.has(name) || (name === "nginx" && / -s *(?:quit|stop|reload|reopen)$/.test(command.join(" "))))
    return 0;
  return undefined;
}

/** The wait of a shell script: the sleeps that are certain to run one after the other. */
function waitOfScript(script: string, around: Surroundings): Wait {
  let total = 0;
  let certain = true;
  for (const { words, before, after } of simpleCommands(script, around.env)) {
    if (total >= around.enough) return total;
    if (words === undefined) return undefined;
    const [name = ""] = words;
    if (loops.has(name)) return undefined;
    if (name === "exit" && before !== "&&" && before !== "||") break;
    const wait = waitOfCommand(words, around);
    if (after === "&") continue; // runs in the background: nobody waits for it
    if (stopsNginx(words)) break; // nginx closes its listening sockets at once: a wait after that helps nobody
    if (before === "||") certain = certain && wait === 0;
    else if (wait === undefined) certain = false;
    else total += wait;
  }
  return total >= around.enough || certain ? total : undefined;
}

function stopsNginx(words: readonly string[]): boolean {
  return /(?:^|\/)nginx$/.test(words[0] ?? "") && / -s *(?:quit|stop)$/.test(words.join(" "));
}

interface SimpleCommand {
  /** Undefined where a word depends on what cannot be known. */
  readonly words: readonly string[] | undefined;
  /** The operators on both sides; empty at the ends. */
  readonly before: string;
  readonly after: string;
}

/** A script as its simple commands, as a POSIX shell splits it; redirections and assignments are left out. */
function simpleCommands(script: string, env: Surroundings["env"]): readonly SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  const token =
    /[ \t]*(?:(#[^\n]*)|(&&|\|\||;;|[;&|\n])|(\d*[<>]+&?\s*(?:[^\s;&|<>]+)?)|((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s;&|<>"'\\])+)|(.))/gsy;
  const text = script
    .replace(/\\\r?\n/g, " ")
    .replaceAll("\r", "")
    .trim();
  let words: string[] | undefined = [];
  let count = 0;
  let before = "";
  const end = (after: string) => {
    if (count > 0) commands.push({ words, before, after });
    if (count > 0 || after !== "\n") before = after;
    words = [];
    count = 0;
  };
  for (const [, comment, operator, redirection, word, stray] of text.matchAll(token)) {
    if (comment !== undefined || redirection !== undefined) continue;
    if (operator !== undefined) end(operator);
    else if (word !== undefined) {
      if (count === 0 && /^[A-Za-z_]\w*=/.test(word)) continue;
      count += 1;
      const value = expand(word, env);
      if (value === undefined) words = undefined;
      else words?.push(value);
    } else if (stray !== undefined) {
      count += 1;
      words = undefined;
    }
  }
  end("");
  return commands;
}

/** A word without its quotes and with variables put in; undefined where one is not known or a command is run. */
function expand(word: string, env: Surroundings["env"]): string | undefined {
  let value = "";
  for (const [, single, double, escaped, bare] of word.matchAll(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^'"\\]+)/gs,
  )) {
    if (single !== undefined || escaped !== undefined) {
      value += single ?? escaped;
      continue;
    }
    const text = double ?? bare ?? "";
    if (/`|\$\(|\$[^A-Za-z_{]|\$\{[^}]*[^\w}]/.test(text)) return undefined;
    let known = true;
    value += text.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (_, name: string) => {
      const found = env(name);
      known &&= found !== undefined;
      return found ?? "";
    });
    if (!known) return undefined;
  }
  return value;
}

/** Seconds of `sleep` with its arguments: coreutils adds several up and knows s, m, h, d; `infinity` never ends. */
function waitOfSleep(args: readonly string[]): Wait {
  let total = 0;
  for (const arg of args) {
    if (/^inf(?:inity)?$/.test(arg)) return Number.POSITIVE_INFINITY;
    const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(arg);
    if (match === null) return undefined;
    total += Number(match[1]) * secondsPer[match[2]!]!;
  }
  return args.length === 0 ? undefined : total;
}

function waitOfPowerShell(script: string): Wait {
  const match =
    /\bStart-Sleep\s+(?:-(?:s|seconds)\s+)?(\d+)/i.exec(script) ??
    /\bStart-Sleep\s+-(m|milliseconds)\s+(\d+)/i.exec(script);
  if (match === null) return undefined;
  return match[2] === undefined ? Number(match[1]) : Number(match[2]) / 1000;
}

function waitOfTimeout(script: string): Wait {
  const match = /\btimeout(?:\.exe)?\s+(?:\/t\s+)?(\d+)/i.exec(script);
  return match === null ? undefined : Number(match[1]);
}

function waitOfPython(script: string): Wait {
  const sleeps = [...script.matchAll(/\bsleep\(\s*(\d+(?:\.\d+)?)\s*\)/g)];
  if (sleeps.length === 0 || /\b(?:while|for|if)\b/.test(script)) return undefined;
  return sleeps.reduce((sum, it) => sum + Number(it[1]), 0);
}
