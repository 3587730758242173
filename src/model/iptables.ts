import { icmpNames } from "../knowledge/icmp.ts";
import type { Origin } from "../text/origin.ts";
import { commandsOf, mentions } from "./container-commands.ts";
import type { Word } from "./shell.ts";
import type { Container } from "./workload.ts";

export type IpFamily = "ipv4" | "ipv6";

/** A command that drops, with all that matches it, what path MTU discovery needs. */
export interface IcmpDrop {
  readonly family: IpFamily;
  readonly chain: string;
  /** The command as written: `iptables -A INPUT -p icmp -j DROP`. */
  readonly text: string;
  readonly origin: Origin;
}

interface Rule {
  readonly words: readonly Word[];
  readonly verdict: "accept" | "drop" | "other";
  /** Whether it holds for the message whatever sends it; undefined where conditions stand in between that cannot be judged. */
  readonly matches: boolean | undefined;
}

interface Chain {
  readonly rules: Rule[];
  policy: Rule | undefined;
}

/** iptables and ip6tables commands of a container that drop the message, by the first rule of each chain that decides on it. */
export function icmpDrops(container: Container): readonly IcmpDrop[] {
  if (!mentions(container, "iptables", "ip6tables")) return [];
  const chains = new Map<string, Chain>();
  for (const words of commandsOf(container)?.commands ?? []) {
    const program = /^(ip6?tables)(?:-legacy|-nft)?$/.exec(words[0]?.text ?? "")?.[1];
    if (program !== undefined) add(chains, program === "iptables" ? "ipv4" : "ipv6", words);
  }
  const drops: IcmpDrop[] = [];
  for (const [key, chain] of chains) {
    const [family, , name] = key.split(" ") as [IpFamily, string, string];
    const found = decides(chain);
    if (found !== undefined)
      drops.push({ family, chain: name, text: textOf(found.words), origin: spanOf(found.words) });
  }
  return drops;
}

/** The rule that drops the message; undefined where it is accepted, or where that cannot be told. */
function decides({ rules, policy }: Chain): Rule | undefined {
  for (const rule of rules) {
    if (rule.matches === false) continue;
    if (rule.matches === undefined) {
      if (rule.verdict === "drop") continue; // it drops some, not all
      return undefined; // it may accept, or lead elsewhere
    }
    return rule.verdict === "drop" ? rule : undefined;
  }
  return policy;
}

const builtIn: ReadonlySet<string> = new Set(["INPUT", "FORWARD", "OUTPUT", "PREROUTING", "POSTROUTING"]);

function add(chains: Map<string, Chain>, family: IpFamily, words: readonly Word[]): void {
  const texts = words.map((it) => it.text);
  const table = after(texts, "-t", "--table") ?? "filter";
  const at = texts.findIndex((it) => /^(?:-A|-I|-P|--append|--insert|--policy)$/.test(it ?? ""));
  const chainName = texts[at + 1];
  if (at === -1 || chainName === undefined || !builtIn.has(chainName) || table === "nat") return;
  const key = `${family} ${table} ${chainName}`;
  const chain = chains.get(key) ?? { rules: [], policy: undefined };
  chains.set(key, chain);
  if (texts[at] === "-P" || texts[at] === "--policy") {
    chain.policy = texts[at + 2] === "DROP" ? { words, verdict: "drop", matches: true } : undefined;
    return;
  }
  const rule = ruleOf(family, words, at);
  if (texts[at] === "-A" || texts[at] === "--append") chain.rules.push(rule);
  else {
    const place = /^\d+$/.test(texts[at + 2] ?? "") ? Number(texts[at + 2]) - 1 : 0;
    chain.rules.splice(place, 0, rule);
  }
}

const protocols: Readonly<Record<IpFamily, ReadonlySet<string>>> = {
  ipv4: new Set(["icmp", "1", "all"]),
  ipv6: new Set(["icmpv6", "ipv6-icmp", "icmp6", "58", "all"]),
};

/** Reads the conditions after the chain's name. Those that say nothing about the message are passed over; any other makes the rule a narrow one. */
function ruleOf(family: IpFamily, words: readonly Word[], chainAt: number): Rule {
  let matches: boolean | undefined = true;
  let verdict: Rule["verdict"] = "other";
  const narrow = () => {
    if (matches === true) matches = undefined;
  };
  const require = (holds: boolean) => {
    if (!holds) matches = false;
  };
  for (let at = chainAt + 2; at < words.length; at += 1) {
    const word = words[at]!.text;
    const value = words[at + 1]?.text;
    const isNegated = words[at - 1]?.text === "!";
    if (word === undefined || isNegated) narrow();
    else if (word === "!" || /^\d+$/.test(word)) continue;
    else if (/^(?:-j|--jump|-g|--goto)$/.test(word)) {
      verdict = value === "ACCEPT" ? "accept" : value === "DROP" || value === "REJECT" ? "drop" : "other";
      if (value === "LOG") matches = false;
      at += 1;
    } else if (/^(?:-p|--protocol)$/.test(word)) {
      if (value === "!") narrow();
      else require(value === undefined || protocols[family].has(value.toLowerCase()));
      at += 1;
    } else if (/^--icmp(?:v6)?-type$/.test(word)) {
      require(value === undefined || icmpNames[family].has(value));
      at += 1;
    } else if (word === "--ctstate" || word === "--state") {
      require(value === undefined || value.split(",").includes("RELATED"));
      at += 1;
    } else if (/^(?:-i|--in-interface|-o|--out-interface)$/.test(word) && value === "lo") {
      require(false);
      at += 1;
    } else if (/^(?:-m|--match|--comment|-t|--table|--reject-with)$/.test(word)) {
      // A module restricts nothing by itself, except these.
      if (/^(?:limit|hashlimit|recent|length|mark|connmark|set|string|u32|addrtype|owner)$/.test(value ?? ""))
        narrow();
      at += 1;
    } else if (!/^(?:-w|--wait|-4|-6|-v|-n)$/.test(word)) narrow();
  }
  return { words, verdict, matches };
}

function after(texts: readonly (string | undefined)[], ...names: readonly string[]): string | undefined {
  const at = texts.findIndex((it) => it !== undefined && names.includes(it));
  return at === -1 ? undefined : texts[at + 1];
}

function textOf(words: readonly Word[]): string {
  return words.map((it) => it.text ?? "…").join(" ");
}

/** From the first word to the last, where both stand in one text. */
function spanOf(words: readonly Word[]): Origin {
  const [first, last] = [words[0]!.origin, words.at(-1)!.origin];
  return {
    place() {
      const [start, end] = [first.place(), last.place()];
      return start.file === end.file && end.span.end > start.span.start
        ? { ...start, span: { start: start.span.start, end: end.span.end } }
        : start;
    },
  };
}
