import type { LocatedText, Origin } from "../text/origin.ts";

/** A word of a command: its text after quotes and variables are resolved, undefined where that cannot be known, and the place that decides it. */
export interface Word {
  readonly text: string | undefined;
  readonly origin: Origin;
  /** Of a word that is not known: the part before what is not. */
  readonly head?: string;
}

/** A variable a shell or the kubelet may expand. Undefined: nobody in sight sets it. */
export type Variables = (name: string) => Word | undefined;

/** The simple commands of a script, and the variables it sets on the way. */
export interface Script {
  readonly commands: readonly (readonly Word[])[];
  readonly assignments: ReadonlyMap<string, Word>;
}

/**
 * Splits a POSIX shell script into simple commands: quotes, escapes, comments, `;` `&&` `||` `|` `&` and line ends; `$VAR`, `${VAR}`, `${VAR:-default}` by
 * `variables`, and the kubelet's `$(VAR)` where it knows the name. Command substitution and other expansions make a word unknown. It does not
 * run conditions or loops: all commands are listed.
 */
export function parseScript(source: LocatedText, variables: Variables): Script {
  return new Reader(source, variables).read();
}

const separators = /[;&|\n()]/;
const keywords: ReadonlySet<string> = new Set([
  "if",
  "then",
  "else",
  "elif",
  "fi",
  "do",
  "done",
  "while",
  "until",
  "!",
  "{",
  "}",
  "time",
]);

class Reader {
  readonly #source: LocatedText;
  readonly #text: string;
  readonly #variables: Variables;
  readonly #commands: Word[][] = [];
  readonly #assignments = new Map<string, Word>();
  #command: Word[] = [];
  #at = 0;

  constructor(source: LocatedText, variables: Variables) {
    this.#source = source;
    this.#text = source.text;
    this.#variables = (name) => this.#assignments.get(name) ?? variables(name);
  }

  read(): Script {
    while (this.#at < this.#text.length) {
      const letter = this.#text[this.#at]!;
      if (letter === "#") this.#skipTo("\n");
      else if (this.#text.startsWith("\\\n", this.#at)) this.#at += 2;
      else if (separators.test(letter)) {
        this.#endCommand();
        this.#at += 1;
      } else if (/\s/.test(letter)) this.#at += 1;
      else this.#add(this.#word());
    }
    this.#endCommand();
    return { commands: this.#commands, assignments: this.#assignments };
  }

  #add(word: Word): void {
    const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word.text ?? "");
    const isPrefix = this.#command.length === 0 || this.#command[0]!.text === "export";
    if (assignment !== null && isPrefix)
      this.#assignments.set(assignment[1]!, { text: assignment[2]!, origin: word.origin });
    else if (this.#command.length > 0 || !keywords.has(word.text ?? "")) this.#command.push(word);
  }

  #endCommand(): void {
    if (this.#command.length > 0) this.#commands.push(this.#command);
    this.#command = [];
  }

  #skipTo(end: string): void {
    const found = this.#text.indexOf(end, this.#at);
    this.#at = found === -1 ? this.#text.length : found;
  }

  /** One word, with everything quoted or expanded in it. A word whose text a variable decides has the variable's place. */
  #word(): Word {
    const start = this.#at;
    let text: string | undefined = "";
    let head = "";
    let decidedBy: Origin | undefined;
    let quote = "";
    const append = (part: string | undefined) => {
      if (text !== undefined && part === undefined) head = text;
      text = text === undefined || part === undefined ? undefined : text + part;
    };
    while (this.#at < this.#text.length) {
      const letter = this.#text[this.#at]!;
      if (quote === "" && (/\s/.test(letter) || separators.test(letter))) break;
      if (letter === quote || (quote === "" && (letter === '"' || letter === "'"))) {
        quote = quote === "" ? letter : "";
        this.#at += 1;
      } else if (letter === "\\" && quote !== "'") {
        const next = this.#text[this.#at + 1] ?? "";
        append(next === "\n" ? "" : quote === '"' && !/["\\$`]/.test(next) ? `\\${next}` : next);
        this.#at += 2;
      } else if (letter === "$" && quote !== "'") {
        const value = this.#expansion();
        append(value.text);
        decidedBy = value.origin ?? decidedBy;
      } else if (letter === "`" && quote !== "'") {
        this.#at += 1;
        this.#skipTo("`");
        this.#at += 1;
        append(undefined);
      } else {
        append(letter);
        this.#at += 1;
      }
    }
    const origin = decidedBy ?? this.#source.origin(start, this.#at);
    return text === undefined ? { text, origin, head } : { text, origin };
  }

  #expansion(): { text: string | undefined; origin?: Origin } {
    const rest = this.#text.slice(this.#at);
    const kubelet = /^\$\(([A-Za-z_]\w*)\)/.exec(rest);
    const value = kubelet === null ? undefined : this.#variables(kubelet[1]!);
    if (kubelet !== null && value !== undefined) {
      this.#at += kubelet[0].length;
      return value;
    }
    if (rest.startsWith("$(")) {
      let depth = 0;
      do {
        const letter = this.#text[this.#at];
        if (letter === "(") depth += 1;
        else if (letter === ")") depth -= 1;
        this.#at += 1;
      } while (this.#at < this.#text.length && (depth > 0 || this.#text[this.#at - 1] === "$"));
      return { text: undefined };
    }
    const simple = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?-)([^{}$]*))?\})/.exec(rest);
    if (simple !== null) {
      this.#at += simple[0].length;
      const found = this.#variables((simple[1] ?? simple[2])!);
      if (found !== undefined && !(found.text === "" && simple[3] === ":-")) return found;
      // Nobody in sight sets it (the image still might): the fallback is what the author counts on.
      return { text: simple[4] };
    }
    const other = /^\$(\{[^}]*\}|[\w?#@*!$-])?/.exec(rest)!;
    this.#at += other[0].length;
    return { text: other[1] === undefined ? "$" : undefined };
  }
}
