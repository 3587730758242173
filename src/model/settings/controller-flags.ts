import { compareReleases } from "../../knowledge/release-order.ts";
import {
  everyRelease,
  everySetting,
  flagFact,
  isKnownTo,
  type SettingFact,
} from "../../knowledge/settings.ts";
import type { Origin } from "../../text/origin.ts";
import type { Controller } from "../controller.ts";
import type { Container } from "../workload.ts";
import { checkSetting, type Refused } from "./value-types.ts";

/** One flag on a controller's command line. */
interface FlagWord {
  readonly name: string;
  /** Undefined where the flag stands alone. */
  readonly value: string | undefined;
  /** One dash before a name of several letters, which pflag reads as several flags. */
  readonly oneDash: boolean;
  /** For a flag without `=`: the next word, where that is a value and no flag. */
  readonly next: string | undefined;
  readonly origin: Origin;
}

/** A flag with which the controller does not start, or that does not do what it says. */
export type BadFlag = { readonly name: string; readonly origin: Origin } & (
  | { readonly why: "unknown" }
  | { readonly why: "too new"; readonly since: string }
  | {
      readonly why: "removed";
      readonly last: string | undefined;
      readonly removed: string;
      readonly replacement: string | undefined;
      readonly note: string | undefined;
    }
  | { readonly why: "one dash" }
  | { readonly why: "value"; readonly value: string; readonly verdict: Refused }
  /** `--flag false`: pflag takes no value for a boolean from the next word. */
  | { readonly why: "stray word"; readonly word: string }
);

/** What ended before this release ended for everyone who does not say which release runs. */
const oldestAssumed = "1.0.0";

/**
 * Flags of the controller's container that its release does not take. Nothing for commands that are not the controller's own program
 * (a wrapper script may read them) and for products whose flags no table lists.
 */
export function* badFlags(controller: Controller): Generator<BadFlag> {
  const { container, product } = controller;
  if (container === undefined || everySetting(product, "flag").length === 0) return;
  for (const word of flagWords(container)) {
    const bad = judge(controller, word);
    if (bad !== undefined) yield bad;
  }
}

function judge(controller: Controller, word: FlagWord): BadFlag | undefined {
  const { product, version } = controller;
  const { name, origin } = word;
  const fact = flagFact(product, name);
  if (fact === undefined) {
    const isNewer = version !== undefined && compareReleases(version, everyRelease(product).at(-1)!) > 0;
    return isNewer || word.oneDash ? undefined : { name, origin, why: "unknown" };
  }
  if (word.oneDash && product === "ingress-nginx") return { name, origin, why: "one dash" };
  const { since, removed, lastVersion, replacement, notes } = fact;
  const limit = version ?? oldestAssumed;
  if (removed !== undefined && compareReleases(limit, removed) >= 0)
    return { name, origin, why: "removed", last: lastVersion, removed, replacement, note: notes[0] };
  if (version !== undefined && !isKnownTo(fact, version))
    return since !== undefined && since !== "unreleased" && compareReleases(version, since) < 0
      ? { name, origin, why: "too new", since }
      : undefined;
  return judgeValue(fact, word);
}

function judgeValue(fact: SettingFact, { name, value, next, origin }: FlagWord): BadFlag | undefined {
  if (fact.type === "bool" && value === undefined) {
    return next !== undefined && /^(true|false|0|1)$/i.test(next)
      ? { name, origin, why: "stray word", word: next }
      : undefined;
  }
  const text = value ?? next;
  // The kubelet and whoever renders the manifest fill these in.
  if (text === undefined || /\$\(|\$\{|\{\{/.test(text)) return undefined;
  const verdict = checkSetting(fact, text);
  return verdict.state === "refused" ? { name, origin, why: "value", value: text, verdict } : undefined;
}

/** The flags of a container that runs the controller's program itself: as the image does without `command`, or named there. */
function flagWords(container: Container): readonly FlagWord[] {
  const { command, args } = container.spec;
  const words: { text: string; origin: Origin }[] = [];
  for (const list of [command, args]) {
    if (!Array.isArray(list)) continue;
    for (const [at, text] of list.entries()) {
      const { manifest } = container.workload;
      const isKnown =
        typeof text === "string" && !manifest.isUnknown(list, at) && !manifest.isSensitive(list, at);
      words.push({ text: isKnown ? text : "", origin: container.locate(list, at) });
    }
  }
  const start = Array.isArray(command) && command.length > 0 ? programEnd(words) : firstFlag(words);
  if (start === undefined) return [];
  const found: FlagWord[] = [];
  for (let at = start; at < words.length; at += 1) {
    const { text, origin } = words[at]!;
    if (text === "--") break;
    const match = /^(--?)([A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(text);
    if (match === null) continue;
    const [, dashes, name, value] = match;
    const following = words[at + 1]?.text;
    const next =
      following === undefined || following === "" || following.startsWith("-") ? undefined : following;
    found.push({
      name: name!,
      value,
      oneDash: dashes === "-" && name!.length > 1,
      next: value === undefined ? next : undefined,
      origin,
    });
  }
  return found;
}

const program = /(^|\/)(nginx-ingress-controller|nginx-ingress)$/;

/** Where the flags begin behind a command that is the controller's program, started directly or by an init process. */
function programEnd(words: readonly { readonly text: string }[]): number | undefined {
  const at = words.findIndex((it) => program.test(it.text));
  const before = words.slice(0, Math.max(at, 0));
  return at !== -1 && before.every((it) => /^-|(^|\/)(dumb-init|tini)$/.test(it.text)) ? at + 1 : undefined;
}

/** Where the flags begin when the image's own entry point runs; many manifests name the program once more. */
function firstFlag(words: readonly { readonly text: string }[]): number {
  return program.test(words[0]?.text ?? "") ? 1 : 0;
}
