import { poolProperties, poolVariables } from "../knowledge/connection-pools.ts";
import { autoscalersFor } from "./autoscalers.ts";
import { type ContainerCommands, commandsOf } from "./container-commands.ts";
import { environmentOf } from "./environment.ts";
import { asMapping } from "./shape.ts";
import { byDefault, explicit, type Known } from "./value.ts";
import type { Container, Workload } from "./workload.ts";

/** What a container opens to its database at most. */
export interface ConnectionPool {
  readonly container: Container;
  /** Connections of one process. */
  readonly size: Known<number>;
  /** Processes that have a pool each; undefined for one. */
  readonly processes: Known<number> | undefined;
}

/** The pool that a container's settings show; undefined where none does. `more` are further names of variables. */
export function connectionPoolOf(container: Container, more: readonly string[]): ConnectionPool | undefined {
  const commands = commandsOf(container);
  if (commands === undefined) return undefined;
  const size = sizeOf(container, commands, more);
  return size && { container, size, processes: processesOf(commands) };
}

function sizeOf(
  container: Container,
  commands: ContainerCommands,
  more: readonly string[],
): Known<number> | undefined {
  for (const name of [...more, ...poolVariables]) {
    const word = commands.variable(name);
    if (word !== undefined) return numberOf(word.text, word);
  }
  for (const word of commands.commands.flat()) {
    const match = /^(?:-D|--)([\w.-]+)=(\d+)$/.exec(word.text ?? "");
    if (match !== null && poolProperties.includes(match[1]!)) return numberOf(match[2], word);
  }
  for (const { name, value, origin } of environmentOf(container)) {
    // Prisma reads it from the URL.
    const match = /(?:URL|URI|DSN)$/i.test(name) ? /[?&]connection_limit=(\d+)/.exec(value) : null;
    if (match !== null) return explicit(Number(match[1]), origin);
  }
  return undefined;
}

function numberOf(text: string | undefined, at: { readonly origin: Known<number>["origin"] }) {
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? explicit(Number(text), at.origin) : undefined;
}

/** Worker processes of gunicorn, uvicorn and puma: each has a pool of its own. */
function processesOf(commands: ContainerCommands): Known<number> | undefined {
  const words = commands.commands.find((it) => /^(?:gunicorn|uvicorn|puma)/.test(it[0]?.text ?? ""));
  if (words === undefined) return undefined;
  for (const [at, word] of words.entries()) {
    const match = /^(?:-w|--workers)(?:=?(\d+))?$/.exec(word.text ?? "");
    if (match === null) continue;
    const value = match[1] === undefined ? words[at + 1] : word;
    return value && numberOf(match[1] ?? value.text, value);
  }
  const variable = commands.variable("WEB_CONCURRENCY");
  return variable && numberOf(variable.text, variable);
}

/** Pods that a workload runs at most: its autoscaler's limit, else its replicas; undefined where that is not known. */
export function mostReplicas(workload: Workload): Known<number> | undefined {
  const [scaler] = autoscalersFor(workload);
  if (scaler !== undefined)
    return scaler.most === undefined || scaler.most.state === "unknown" ? undefined : scaler.most;
  const { manifest } = workload;
  const spec = asMapping((manifest.object as { spec?: unknown }).spec);
  if (workload.isJob || workload.kind === "DaemonSet" || manifest.isUnknown(spec, "replicas"))
    return undefined;
  if (typeof spec.replicas === "number") return explicit(spec.replicas, manifest.locate(spec, "replicas"));
  return spec.replicas === undefined || spec.replicas === null
    ? byDefault(1, manifest.nameOrigin)
    : undefined;
}
