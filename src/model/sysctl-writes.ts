import { append } from "../text/append.ts";
import type { Origin } from "../text/origin.ts";
import { commandsOf, mentions } from "./container-commands.ts";
import { asMapping } from "./shape.ts";
import type { Word } from "./shell.ts";
import type { Container } from "./workload.ts";

/** A kernel parameter that a container's command sets. */
export interface SysctlWrite {
  /** With dots: `net.core.somaxconn`. */
  readonly key: string;
  /** Undefined where a variable that nobody in sight sets decides. */
  readonly value: string | undefined;
  readonly origin: Origin;
  /** Whether the command enters the node's network namespace first (`nsenter`). */
  readonly entersNode: boolean;
  /** Whether it works on the container's own /proc/sys: neither `nsenter` nor `chroot` goes before. */
  readonly isOwnProc: boolean;
}

/** Whether a container's command may set kernel parameters, by its words: most set none, and their commands need no parsing. */
export function mayHoldSysctls(container: Container): boolean {
  return mentions(container, "sysctl", "/proc/sys/");
}

/** Kernel parameters that a container's command sets, in order: by `sysctl`, and by `echo` or `printf` into /proc/sys. */
export function sysctlWrites(container: Container): readonly SysctlWrite[] {
  if (!mayHoldSysctls(container)) return [];
  const found: SysctlWrite[] = [];
  for (const words of commandsOf(container)?.commands ?? []) {
    const at = words.findIndex((it) => /(^|\/)sysctl$/.test(it.text ?? ""));
    if (at !== -1) append(found, bySysctl(words.slice(at + 1), wayOf(words.slice(0, at))));
    else append(found, byRedirection(words));
  }
  return found;
}

/** Whether the container may write to /proc/sys, which runtimes mount read-only for all others; undefined where that is not known. */
export function mayWriteSysctls(container: Container): boolean | undefined {
  const { manifest, podSpec } = container.workload;
  const context = asMapping(container.spec.securityContext);
  if (manifest.isUnknown(container.spec, "securityContext") || manifest.isUnknown(context, "privileged"))
    return undefined;
  if (context.privileged === true) return true;
  // Other runtimes have kernels of their own, and who mounts /proc/sys anew knows what he does.
  const isOrdinary = context.procMount === undefined && podSpec.runtimeClassName === undefined;
  return isOrdinary && !mentions(container, "remount") ? false : undefined;
}

type Way = Pick<SysctlWrite, "entersNode" | "isOwnProc">;

function* bySysctl(words: readonly Word[], way: Way): Iterable<SysctlWrite> {
  for (const { text, origin, head } of words) {
    const match = /^([a-z][\w./-]*)\s*=\s*([\s\S]*)$/.exec(text ?? head ?? "");
    if (match === null) continue;
    const value = text === undefined ? undefined : match[2]!.trim();
    yield { key: dotted(match[1]!), value, origin, ...way };
  }
}

function* byRedirection(words: readonly Word[]): Iterable<SysctlWrite> {
  const program = words.findIndex((it) => it.text === "echo" || it.text === "printf");
  if (program === -1) return;
  const at = words.findIndex((it) => /^>{0,2}\/proc\/sys\//.test(it.text ?? ""));
  if (at === -1) return;
  const key = words[at]!.text!.replace(/^>*\/proc\/sys\//, "");
  const values = words
    .slice(program + 1, at)
    .filter((it) => !/^>{1,2}$|^-\w+$|^tee$/.test(it.text ?? ""))
    .map((it) => it.text);
  yield {
    key: key.replaceAll("/", "."),
    value: values.includes(undefined) ? undefined : values.join(" ").trim(),
    origin: words[at]!.origin,
    ...wayOf(words.slice(0, program)),
  };
}

/** What stands before the command: `nsenter -t 1 -n` (`--net`, `-a`) enters the network namespace of another process, `chroot` its files only. */
function wayOf(words: readonly Word[]): Way {
  const has = (name: string) => words.some((it) => it.text === name);
  return {
    entersNode:
      has("nsenter") && words.some((it) => /^(?:-[a-zA-Z]*[na]|--net.*|--all)$/.test(it.text ?? "")),
    isOwnProc: !has("nsenter") && !has("chroot"),
  };
}

function dotted(key: string): string {
  return /[./]/.exec(key)?.[0] === "/" ? key.replaceAll("/", ".") : key;
}
