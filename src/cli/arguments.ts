import { Command, CommanderError } from "commander";
import { didYouMean, findNearest } from "../engine/nearest.ts";
import { quote } from "../text/quote.ts";
import { UserError } from "./user-error.ts";

/** Makes a command whose errors are ours to word and whose help is a text of our own. */
export function makeCommand(name: string, help: string): Command {
  const command = new Command(name).exitOverride().allowExcessArguments(true);
  command.helpInformation = () => help;
  command.helpOption("-h, --help");
  command.option("--color").option("--no-color").option("--debug");
  return command.configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
}

/** Parses arguments; false when help was asked for. Throws a `UserError` of one line. */
export function parseArguments(command: Command, args: readonly string[]): boolean {
  try {
    command.parse(args, { from: "user" });
    return true;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return false;
    throw new UserError(reword(error.message));
  }
}

/** Commander's own words on one line: `unknown option '--formt'; did you mean '--format'?` */
function reword(message: string): string {
  const [first = "", hint = ""] = message.replace(/^error: /, "").split("\n");
  const nearest = /Did you mean (?:one of )?([^?,]+)/.exec(hint)?.[1];
  return `${first}${nearest === undefined ? "; 'ingress-lint --help' lists the options" : `; did you mean '${nearest}'?`}`;
}

/** A parser for an option that takes one of a few words. */
export function oneOf<T extends string>(option: string, words: readonly T[]): (value: string) => T {
  return (value) => {
    const word = words.find((it) => it === value);
    if (word !== undefined) return word;
    const nearest = findNearest(value, words);
    const sorted = nearest === undefined ? words : [nearest, ...words.filter((it) => it !== nearest)];
    throw new UserError(
      `${option} is ${quote(value)}; expected ${sorted.join(", ")}${didYouMean(value, words)}`,
    );
  };
}

/** A parser for an option that may be repeated and whose values may hold several, between commas. */
export function collectList(value: string, sum: readonly string[] = []): readonly string[] {
  const parts = value
    .split(",")
    .map((it) => it.trim())
    .filter((it) => it !== "");
  return [...sum, ...parts];
}

/** A parser for an option that may be repeated. */
export function collect(value: string, sum: readonly string[] = []): readonly string[] {
  return [...sum, value];
}
