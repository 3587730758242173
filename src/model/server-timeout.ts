import { type BackendServer, backendServers, type IdleSetting } from "../knowledge/backend-servers.ts";
import { formatDuration } from "../knowledge/durations.ts";
import { isAtLeast } from "../knowledge/versions.ts";
import type { Origin } from "../text/origin.ts";
import { quote } from "../text/quote.ts";
import { type ContainerCommands, commandsOf } from "./container-commands.ts";
import { type BackendTimeout, readIdleTime } from "./idle-value.ts";
import { propertyIn, serverFileOf } from "./server-file.ts";
import { flagOf, furtherArguments, ServerOptions } from "./server-options.ts";
import type { Word } from "./shell.ts";
import { byDefault, explicit, unknown, type Value } from "./value.ts";
import type { Container } from "./workload.ts";

/**
 * Idle timeout of the application server that a container's command, image, environment and mounted files show. Undefined: none is recognised, more
 * than one is, or it keeps no idle connections.
 */
export function serverTimeout(container: Container): BackendTimeout | undefined {
  const commands = commandsOf(container);
  if (commands === undefined) return undefined;
  const found = new Set<BackendServer>();
  let started: readonly Word[] = [];
  for (const words of commands.commands) {
    const server = serverOfCommand(words);
    if (server === undefined) continue;
    found.add(server);
    started = words;
  }
  const byImage = commands.entryPoint
    ? backendServers.find((it) => it.image !== undefined && isOfficial(container, it.image))
    : undefined;
  if (byImage !== undefined) found.add(byImage);
  if (found.size > 1) return undefined; // which of them listens is not to be told
  const [server] = found;
  if (server !== undefined) return timeoutOf(server, container, commands, started);
  for (const candidate of backendServers) {
    if (candidate.command !== undefined || candidate.image !== undefined) continue;
    const timeout = settingOf(
      candidate,
      ["property", "variable"],
      commands,
      new ServerOptions(candidate, commands, commands.commands.flat()),
    );
    // A variable that may come from a Secret says nothing of which framework reads it.
    if (timeout !== undefined && timeout.value.state !== "unknown")
      return closes(timeout) ? undefined : timeout;
    if (timeout !== undefined || candidate.propertyFiles === undefined) continue;
    const written = propertyIn(candidate.propertyFiles, candidate.settings, container);
    if (written === undefined || written.value.state === "unknown") continue;
    const inFile = about(candidate, quote(written.setting.names[0]!), written.value);
    return closes(inFile) ? undefined : inFile;
  }
  return undefined;
}

function serverOfCommand(words: readonly Word[]): BackendServer | undefined {
  const line = words.map((it) => it.text ?? "?").join(" ");
  return backendServers.find((it) => it.command?.test(line));
}

/** Whether the container runs an image of Docker Hub's official library (or a vendor's own), by `name:tag`. */
function isOfficial(container: Container, image: RegExp): boolean {
  const reference = container.image;
  if (reference === undefined) return false;
  const name = reference.repository.replace(/^(docker\.io\/)?(library\/)?/, "");
  return image.test(reference.tag === undefined ? name : `${name}:${reference.tag}`);
}

function timeoutOf(
  server: BackendServer,
  container: Container,
  commands: ContainerCommands,
  words: readonly Word[],
): BackendTimeout | undefined {
  const options = new ServerOptions(server, commands, words);
  const file = serverFileOf(server, container, options);
  const option = (names: readonly string[]): string | undefined => {
    const word = options.find(names);
    if (word !== undefined) return word.text;
    const key = names.at(-1)!.replace(/^-+/, "").replaceAll("-", "_");
    return file.state === "read"
      ? new RegExp(`^${key}\\s*=\\s*["']?([\\w.]+)`, "m").exec(file.text)?.[1]
      : undefined;
  };
  const isClosing = server.keepsNone?.(option) === true;
  const flag = settingOf(server, ["flag"], commands, options);
  if (options.missed || (isClosing && file.state === "missing")) {
    return unknownTimeout(server, container.nameOrigin, "its arguments are not known");
  }
  if (isClosing) return undefined;
  if (flag !== undefined) return closes(flag) ? undefined : flag;
  const rest = settingOf(server, ["property", "variable"], commands, options);
  if (rest !== undefined && server.file?.afterVariables === true) return closes(rest) ? undefined : rest;
  if (file.state === "read" && server.file !== undefined) {
    if (server.file.off?.test(file.text) === true) return undefined;
    if (file.value !== undefined) {
      const timeout = about(
        server,
        "its configuration file",
        readIdleTime(file.value, server.file) ?? byDefault(0, file.value.origin),
      );
      return closes(timeout) ? undefined : timeout;
    }
  }
  if (rest !== undefined) return closes(rest) ? undefined : rest;
  if (file.state === "missing")
    return unknownTimeout(server, container.nameOrigin, "its configuration file is not in scope");
  // An application variable of that name will be read in code: the default is then not what runs.
  if (mentionsKeepAlive(container))
    return unknownTimeout(server, container.nameOrigin, "the application has a setting of its own");
  const fallback = defaultOf(server, container);
  return fallback === undefined
    ? undefined
    : about(server, fallback.words, byDefault(fallback.seconds, container.nameOrigin));
}

function closes(timeout: BackendTimeout): boolean {
  return timeout.value.state !== "unknown" && timeout.value.value === 0;
}

function about(server: BackendServer, decidedBy: string, value: Value<number>): BackendTimeout {
  return { value, server: server.name, decidedBy, advice: (seconds) => adviceOf(server, seconds) };
}

function unknownTimeout(server: BackendServer, origin: Origin, reason: string): BackendTimeout {
  return about(server, reason, unknown(reason, origin));
}

function adviceOf(server: BackendServer, seconds: number): string {
  if (server.advice !== undefined) return server.advice(seconds);
  const setting = server.settings.find((it) => it.kind !== "property")!;
  const value = formatDuration(seconds, setting.format);
  return setting.kind === "flag"
    ? `set '${setting.names[0]} ${value}'`
    : `set the variable '${setting.names[0]}' to '${value}'`;
}

/** The first of a server's settings of these kinds that is there, by the order of precedence; 0 where it says that no connection is kept. */
function settingOf(
  server: BackendServer,
  kinds: readonly IdleSetting["kind"][],
  commands: ContainerCommands,
  options: ServerOptions,
): BackendTimeout | undefined {
  for (const setting of server.settings) {
    const word = kinds.includes(setting.kind) ? wordOf(setting, commands, options) : undefined;
    if (word === undefined) continue;
    const name =
      setting.kind === "variable" ? `variable ${quote(nameIn(setting, commands))}` : quote(setting.names[0]!);
    return about(server, name, readIdleTime(word, setting) ?? explicit(0, word.origin));
  }
  return undefined;
}

/** The word that a setting is given by, on the command line, in a variable or as a Java property; undefined where it is not set. */
export function wordOf(
  setting: IdleSetting,
  commands: ContainerCommands,
  options: ServerOptions,
): Word | undefined {
  if (setting.kind === "flag") return options.find(setting.names);
  if (setting.kind === "variable") return commands.variable(nameIn(setting, commands));
  const javaOptions = ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS"].flatMap((name) => {
    const variable = commands.variable(name);
    return variable === undefined ? [] : furtherArguments(variable);
  });
  const systemNames = setting.names.map((it) => `-D${it}`);
  return (
    options.find(setting.names.map((it) => `--${it}`)) ??
    options.find(systemNames) ??
    flagOf(javaOptions, systemNames)?.word
  );
}

/** Which of a variable's names is set; the first where none is. */
export function nameIn(setting: IdleSetting, commands: ContainerCommands): string {
  const names =
    setting.anyCase === true ? setting.names.flatMap((it) => [it, it.toUpperCase()]) : setting.names;
  return names.find((it) => commands.variable(it) !== undefined) ?? names[0]!;
}

function mentionsKeepAlive(container: Container): boolean {
  const { env } = container.spec;
  return Array.isArray(env) && env.some((it) => /keep_?alive/i.test(String(it?.name)));
}

function defaultOf(
  server: BackendServer,
  container: Container,
): { seconds: number; words: string } | undefined {
  const { image } = container;
  const isVersioned =
    image !== undefined &&
    server.versionedImage?.test(image.name) === true &&
    /^(docker\.io\/)?(library\/)?\w+$/.test(image.repository);
  const version = isVersioned ? (image.version ?? majorOf(image.tag)) : undefined;
  const shortest = server.defaults.toSorted((a, b) => a.seconds - b.seconds)[0];
  const entry =
    version === undefined
      ? shortest
      : server.defaults.find((it) => it.before === undefined || !isAtLeast(version, it.before));
  if (entry === undefined) return undefined;
  const limit =
    entry.before === undefined || version !== undefined
      ? ""
      : ` before version ${entry.before.replace(/(\.0)+$/, "")}`;
  return { seconds: entry.seconds, words: `the default of ${server.name}${limit}` };
}

/** `20-alpine` says the major version alone. */
function majorOf(tag: string | undefined): string | undefined {
  const match = /^v?(\d+)(?![\d.])/.exec(tag ?? "");
  return match === null ? undefined : `${match[1]}.0.0`;
}
