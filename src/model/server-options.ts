import type { BackendServer } from "../knowledge/backend-servers.ts";
import type { ContainerCommands } from "./container-commands.ts";
import { parseScript, type Word } from "./shell.ts";

/** Flags of a server: those of its command line, then those that a variable adds. */
export class ServerOptions {
  readonly #lists: readonly (readonly Word[])[];
  /** Whether a flag was asked for that words which are not known may hold or override. */
  missed = false;

  constructor(server: BackendServer, commands: ContainerCommands, words: readonly Word[]) {
    const variable =
      server.argumentsVariable === undefined ? undefined : commands.variable(server.argumentsVariable);
    this.#lists = variable === undefined ? [words.slice(1)] : [words.slice(1), furtherArguments(variable)];
  }

  /** The value of a flag by any of its names; undefined where it is not there, or `missed`. */
  find(names: readonly string[]): Word | undefined {
    for (const words of this.#lists) {
      const found = flagOf(words, names);
      const obscured = words.findLastIndex((it, at) => mayHoldFlags(it, words[at - 1]));
      if (obscured > (found?.at ?? -1)) this.missed = true;
      if (found !== undefined || this.missed) return found?.word;
    }
    return undefined;
  }
}

/** Whether a word that is not known may bring flags of its own: one that is nothing but an expansion, and not the value of a flag before it. */
function mayHoldFlags(word: Word, before: Word | undefined): boolean {
  if (word.text !== undefined || (word.head ?? "") !== "") return false;
  return !/^--?[\w-]+$/.test(before?.text ?? "");
}

/** The last value of a flag and where it is: `--name value`, `--name=value`, `-nvalue` for names of one letter. */
export function flagOf(
  words: readonly Word[],
  names: readonly string[],
): { readonly word: Word; readonly at: number } | undefined {
  for (let at = words.length - 1; at >= 0; at -= 1) {
    const word = words[at]!;
    for (const name of names) {
      const text = word.text ?? word.head ?? "";
      const rest = text.startsWith(`${name}=`)
        ? name.length + 1
        : /^-\w$/.test(name) && text.length > 2 && text.startsWith(name)
          ? 2
          : 0;
      if (rest > 0) return { word: { text: word.text?.slice(rest), origin: word.origin }, at };
      const next = words[at + 1];
      if (word.text === name && next !== undefined) return { word: next, at };
    }
  }
  return undefined;
}

/** Arguments that a variable holds, split as a shell would; all of them have the variable's place. */
export function furtherArguments(variable: Word): readonly Word[] {
  if (variable.text === undefined) return [variable];
  const text = { text: variable.text, origin: () => variable.origin };
  return parseScript(text, () => undefined).commands.flat();
}
