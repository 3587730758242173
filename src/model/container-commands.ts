import type { Origin } from "../text/origin.ts";
import { parseScript, type Word } from "./shell.ts";
import type { Container } from "./workload.ts";

/** What a container is told to run, as far as its manifest says. */
export interface ContainerCommands {
  /** Simple commands, wrappers taken off: the program's name without its directory, then its arguments. */
  readonly commands: readonly (readonly Word[])[];
  /** Whether the image's own entry point or command takes part, because the manifest leaves it in force. */
  readonly entryPoint: boolean;
  /** An environment variable of the running program: set by the script, or on the container. */
  variable(name: string): Word | undefined;
}

const known = new WeakMap<Container, ContainerCommands | null>();

/** The commands of a container; undefined where the manifest's own command or arguments are not known yet. */
export function commandsOf(container: Container): ContainerCommands | undefined {
  let commands = known.get(container);
  if (commands === undefined) {
    commands = readCommands(container) ?? null;
    known.set(container, commands);
  }
  return commands ?? undefined;
}

function readCommands(container: Container): ContainerCommands | undefined {
  const { spec } = container;
  const manifest = container.workload.manifest;
  if (manifest.isUnknown(spec, "command") || manifest.isUnknown(spec, "args")) return undefined;
  const fromContainer = (name: string) => containerVariable(container, name, 0);
  const words = [
    ...listWords(container, spec.command, fromContainer),
    ...listWords(container, spec.args, fromContainer),
  ];
  const entryPoint = words.length === 0 || (words[0]!.text?.startsWith("-") ?? false);
  const direct = withoutWrappers(words);
  const script = shellScript(direct);
  if (script === undefined) return { commands: [direct], entryPoint, variable: fromContainer };
  const parsed = parseScript(script, fromContainer);
  return {
    commands: parsed.commands.map(withoutWrappers),
    entryPoint,
    variable: (name) => parsed.assignments.get(name) ?? fromContainer(name),
  };
}

/** Whether the manifest's own command or arguments hold a word, as text: a cheap look before they are parsed. */
export function mentions(container: Container, ...words: readonly string[]): boolean {
  const { command, args } = container.spec;
  return holdsWord(command, words) || holdsWord(args, words);
}

function holdsWord(list: unknown, words: readonly string[]): boolean {
  return (
    Array.isArray(list) &&
    list.some((it) => typeof it === "string" && words.some((word) => it.includes(word)))
  );
}

/** A word of a list, with the list's own text kept for the case that it is a script. */
interface ListWord extends Word {
  readonly raw: { readonly text: string; origin(start: number, end: number): Origin };
}

function listWords(
  container: Container,
  list: unknown,
  variables: (name: string) => Word | undefined,
): readonly ListWord[] {
  if (!Array.isArray(list)) return [];
  const manifest = container.workload.manifest;
  return list.map((item, at): ListWord => {
    const place = manifest.locate(list, at, "value");
    const text =
      manifest.isUnknown(list, at) || item === null || typeof item === "object" ? undefined : String(item);
    const raw =
      typeof item === "string" ? manifest.text(list, at) : { text: text ?? "", origin: () => place };
    if (text === undefined) return { text, origin: place, raw };
    return { ...kubeletExpanded(text, place, variables), raw };
  });
}

/** `$(VAR)` as the kubelet expands it: known variables only, `$$(VAR)` stays as `$(VAR)`. */
function kubeletExpanded(text: string, place: Origin, variables: (name: string) => Word | undefined): Word {
  let origin = place;
  let isUnknown = false;
  const expanded = text.replace(/\$\$|\$\(([A-Za-z_][\w.-]*)\)/g, (match, name: string | undefined) => {
    const value = name === undefined ? undefined : variables(name);
    if (name === undefined) return "$";
    if (value === undefined) return match;
    origin = value.origin;
    isUnknown ||= value.text === undefined;
    return value.text ?? "";
  });
  return isUnknown
    ? { text: undefined, origin, head: text.slice(0, text.indexOf("$(")) }
    : { text: expanded, origin };
}

function containerVariable(container: Container, name: string, depth: number): Word | undefined {
  const value = container.env(name);
  if (value === undefined) return undefined;
  if (value.state === "unknown" || depth > 4) return { text: undefined, origin: value.origin };
  return value.value.includes("$(")
    ? kubeletExpanded(value.value, value.origin, (inner) => containerVariable(container, inner, depth + 1))
    : { text: value.value, origin: value.origin };
}

const shells = /^(a|ba|da|z|k)?sh$/;

/** The script of `sh -c SCRIPT`, with any options before it. */
function shellScript(words: readonly Word[]): ListWord["raw"] | undefined {
  if (!shells.test(words[0]?.text ?? "")) return undefined;
  for (let at = 1; at < words.length; at += 1) {
    const option = words[at]!.text;
    if (option === undefined || !option.startsWith("-")) return undefined;
    if (/^-[a-z]*c$/.test(option)) return (words[at + 1] as ListWord | undefined)?.raw;
    if (option === "-o") at += 1;
  }
  return undefined;
}

/** Programs that run another one: the number of words to take off, without options. */
const wrappers: Readonly<Record<string, number>> = {
  exec: 1,
  nohup: 1,
  env: 1,
  tini: 1,
  "dumb-init": 1,
  catatonit: 1,
  "ddtrace-run": 1,
  "opentelemetry-instrument": 1,
  "su-exec": 2,
  gosu: 2,
  "docker-entrypoint.sh": 1,
  "docker-php-entrypoint": 1,
  npx: 1,
  bunx: 1,
};

/** Wrappers of two words. */
const runners: readonly (readonly [program: string, verb: string])[] = [
  ["poetry", "run"],
  ["pipenv", "run"],
  ["pdm", "run"],
  ["uv", "run"],
  ["hatch", "run"],
  ["doppler", "run"],
  ["bundle", "exec"],
  ["newrelic-admin", "run-program"],
  ["pnpm", "exec"],
  ["npm", "exec"],
];

/** A command without the programs that only start it, its name without directory; `python -m X` becomes `X`. */
function withoutWrappers(words: readonly Word[]): readonly Word[] {
  let rest = words;
  for (;;) {
    const [first, second] = rest;
    if (first?.text === undefined) return rest;
    const name = first.text.slice(first.text.lastIndexOf("/") + 1);
    const own = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
    const isRunner = runners.some(([program, verb]) => program === name && verb === second?.text);
    const isModule = /^python[\d.]*$|^ruby$/.test(name) && (second?.text === "-m" || second?.text === "-S");
    const isScript = /^python[\d.]*$|^ruby$/.test(name) && /(^|\/)(bin\/\w+)$/.test(second?.text ?? "");
    const skip = own ?? (isRunner || isModule ? 2 : isScript ? 1 : 0);
    if (skip === 0) return [{ ...first, text: name }, ...rest.slice(1)];
    rest = rest.slice(skip);
    // Options and assignments of the wrapper itself: `tini -g --`, `env LANG=C`.
    if (!isModule) while (/^-|^\w+=/.test(rest[0]?.text ?? "")) rest = rest.slice(1);
  }
}
