import { type DirectiveFact, directiveFact, directiveNames } from "../../knowledge/nginx-directives.ts";
import { isAtLeast } from "../../knowledge/versions.ts";
import type { NginxContext } from "../../parsers/nginx/context.ts";
import type { Directive, NginxSyntaxError } from "../../parsers/nginx/directive.ts";
import { flatten, type NginxConfig } from "../nginx-config.ts";
import { RenderedDirective } from "../rendered-directive.ts";
import type { DirectiveFlaw } from "./flaw.ts";
import { labelOfLevel, labelOfLevels, levelWithin, nearLevels } from "./levels.ts";
import { mayBeOtherModule } from "./other-modules.ts";
import { holdsPlaceholder } from "./placeholder.ts";
import { UnreadText } from "./unread-text.ts";
import { checkValues } from "./values.ts";

export interface CheckOptions {
  /** Names of directives that the build has beyond the known ones. */
  readonly knownDirectives?: readonly string[];
  /** Whether NGINX Plus runs the configuration. */
  readonly nginxPlus?: boolean;
  /** Syntax errors of the snippets that a generated configuration may hold. */
  readonly snippetErrors?: readonly NginxSyntaxError[];
}

/** Lists that take no other line beside `off` (proxy_redirect and its like, tested with nginx 1.22.1). */
const aloneWhenOff: ReadonlySet<string> = new Set([
  "proxy_redirect",
  "proxy_cookie_domain",
  "proxy_cookie_path",
  "proxy_cookie_flags",
  "mirror",
]);

/** Directives that are `duplicate` only for the same zone, which is judged with the zones. */
const duplicateByZone: ReadonlySet<string> = new Set(["limit_conn", "limit_req"]);

/**
 * What nginx refuses of each directive by itself (`ngx_conf_handler` and the setters): its name, the level it stands in, whether it opens a
 * block, the number of arguments, a forbidden repetition, values. Of a generated configuration only what came from snippets is judged: the
 * rest is the controller's. Names that only some builds know are accepted; where the release is known, so is what it has.
 */
export function* checkDirectives(config: NginxConfig, options: CheckOptions = {}): Generator<DirectiveFlaw> {
  const check = new Check(config, options);
  const open: { directives: readonly Directive[]; level: NginxContext }[] = [
    { directives: config.directives, level: config.context },
  ];
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    const { level } = block;
    check.enter();
    for (const directive of flatten(block.directives)) {
      for (const flaw of check.flawsOf(directive, level)) yield flaw;
      if (directive.block === undefined) continue;
      const within = levelWithin(directive.name, level);
      if (within !== undefined) open.push({ directives: directive.block, level: within });
    }
  }
  yield* check.missingEvents();
}

/** Nearly all directives have none, and there are many: they make no list and no generator. */
const noFlaws: readonly DirectiveFlaw[] = [];

class Check {
  readonly #config: NginxConfig;
  readonly #known: ReadonlySet<string>;
  readonly #mayBePlus: boolean;
  /** Names of NGINX Plus that were told already: one is enough. */
  readonly #plusTold = new Set<string>();
  readonly #facts = new Map<NginxContext, Map<string, DirectiveFact | undefined>>();
  readonly #unread: UnreadText;
  /** Number of the present block. */
  #block = 0;
  /** Of each name that must not come twice on a level, the first directive of the last block that has one. */
  readonly #firsts = new Map<string, { block: number; directive: Directive }>();

  constructor(config: NginxConfig, options: CheckOptions) {
    this.#config = config;
    this.#known = new Set(options.knownDirectives);
    const { controller } = config;
    const flags = controller?.container?.flags;
    this.#mayBePlus =
      options.nginxPlus === true ||
      (controller?.product === "f5-nic" && (flags === undefined || flags.has("nginx-plus")));
    this.#unread = new UnreadText(config, options.snippetErrors);
  }

  /** A block begins: its directives are asked for one after the other. */
  enter(): void {
    this.#block += 1;
  }

  /** What is wrong with one directive of the present block. */
  flawsOf(directive: Directive, level: NginxContext): readonly DirectiveFlaw[] {
    const { name } = directive;
    if (directive instanceof RenderedDirective) return noFlaws;
    if (!this.#unread.isEmpty && this.#unread.holds(directive.origin)) return noFlaws;
    const fact = this.#factOn(level, name);
    if (fact === undefined) return listOf(this.#withoutFact(directive, level));
    if (fact.origin === "nginx-plus") {
      if (this.#mayBePlus || this.#plusTold.has(name)) return noFlaws;
      this.#plusTold.add(name);
      return [
        {
          at: directive.nameOrigin,
          reason: `unknown directive "${name}"`,
          explanation: "Only NGINX Plus knows it",
          help: "Remove it, or set the option 'nginxPlus' if NGINX Plus runs this.",
          severity: "warning",
          check: "plus",
        },
      ];
    }
    const shape = this.#shape(directive, fact);
    if (shape !== undefined) return [shape];
    return listOf(this.#repeated(directive, fact), this.#value(directive, fact));
  }

  /** A directive that no table has for its level: unknown, of another release, misplaced, or nothing to say of. */
  #withoutFact(directive: Directive, level: NginxContext): DirectiveFlaw | undefined {
    const { name } = directive;
    const facts = directiveFact(name);
    if (this.#known.has(name)) return undefined;
    if (facts.length === 0) {
      const isUnknown = !mayBeOtherModule(name) && !holdsPlaceholder(name) && !name.startsWith("$");
      return isUnknown ? this.#unknown(directive, level) : undefined;
    }
    // A name that nginx gave up lives on in modules and in NGINX Plus.
    if (level === "unknown" || (facts.every((it) => it.removed !== undefined) && mayBeOtherModule(name)))
      return undefined;
    const other = facts.find((it) => it.contexts.includes(level));
    const isGone = facts.every((it) => it.origin === "nginx-plus" || !this.#isInRelease(it));
    return other !== undefined && isGone
      ? this.#notInRelease(directive, other)
      : this.#misplaced(directive, level, facts);
  }

  /** Complete configurations need an `events` block; one that lacks it may still be meant as a part of another. */
  *missingEvents(): Generator<DirectiveFlaw> {
    const { complete, context, directives, kind, origin } = this.#config;
    if (!complete || context !== "main" || kind === "rendered" || !this.#unread.isEmpty) return;
    const names = new Set([...flatten(directives)].map((it) => it.name));
    if (names.has("events") || !["http", "stream", "mail"].some((it) => names.has(it))) return;
    yield {
      at: origin,
      reason: 'no "events" section in configuration',
      help: "Add 'events { }' at the top level.",
      severity: "warning",
      check: "no-events",
    };
  }

  /**
   * The entry that nginx takes for a name on a level. What nginx itself has goes before what a module adds, and both before what only NGINX Plus has.
   * None for names that modules took over from nginx, nor for those that the user vouches for.
   */
  #factOn(level: NginxContext, name: string): DirectiveFact | undefined {
    const known = this.#facts.get(level) ?? new Map<string, DirectiveFact | undefined>();
    this.#facts.set(level, known);
    const done = known.get(name);
    if (done !== undefined || known.has(name)) return done;
    const fact = this.#known.has(name) || level === "unknown" ? undefined : this.#choose(level, name);
    known.set(name, fact);
    return fact;
  }

  #choose(level: NginxContext, name: string): DirectiveFact | undefined {
    const facts = directiveFact(name);
    if (facts.every((it) => it.removed !== undefined) && mayBeOtherModule(name)) return undefined;
    const present = facts.filter(
      (it) => (it.contexts.includes(level) || it.contexts[0] === "any") && this.#isInRelease(it),
    );
    return (
      present.find((it) => it.origin === "nginx-oss") ??
      present.find((it) => it.origin !== "nginx-plus") ??
      present[0]
    );
  }

  #isInRelease(fact: DirectiveFact): boolean {
    const { nginxVersion } = this.#config;
    if (nginxVersion === undefined || fact.origin !== "nginx-oss") return true;
    if (fact.removed !== undefined && isAtLeast(nginxVersion, fact.removed)) return false;
    return fact.since === undefined || fact.backported.length > 0 || isAtLeast(nginxVersion, fact.since);
  }

  #unknown(directive: Directive, level: NginxContext): DirectiveFlaw {
    const { name } = directive;
    return {
      at: directive.nameOrigin,
      reason: `unknown directive "${name}"`,
      help: "Correct the name, or give it in the option 'knownDirectives' if a module of yours has it.",
      mistyped: { word: name, candidates: namesOf(level) },
      check: "unknown",
    };
  }

  #notInRelease(directive: Directive, fact: DirectiveFact): DirectiveFlaw {
    const version = this.#config.nginxVersion!;
    const isGone = fact.removed !== undefined && isAtLeast(version, fact.removed);
    return {
      at: directive.nameOrigin,
      reason: `unknown directive "${fact.name}"`,
      explanation: isGone
        ? `It is gone since nginx ${fact.removed}; this is ${version}`
        : `It is there since nginx ${fact.since}; this is ${version}`,
      help: isGone ? "Remove it." : `Remove it, or run nginx ${fact.since} or newer.`,
      check: "release",
    };
  }

  #misplaced(directive: Directive, level: NginxContext, facts: readonly DirectiveFact[]): DirectiveFlaw {
    const { name } = directive;
    const where = labelOfLevels(nearLevels(level, facts.flatMap((it) => it.contexts) as NginxContext[]));
    return {
      at: directive.nameOrigin,
      reason: `"${name}" directive is not allowed here`,
      explanation: `This is ${labelOfLevel(level)}; '${name}' belongs to ${where}`,
      help: `Move it to ${where}.`,
      check: "misplaced",
    };
  }

  /** In the order in which `ngx_conf_handler` looks: the end of the statement, then the number of arguments. */
  #shape(directive: Directive, fact: DirectiveFact): DirectiveFlaw | undefined {
    const { name, args } = directive;
    const hasBlock = directive.block !== undefined || directive.raw !== undefined;
    const isBlock = fact.block || fact.valueType === "lua-block";
    if (hasBlock !== isBlock) {
      return {
        at: directive.nameOrigin,
        reason: isBlock
          ? `directive "${name}" has no opening "{"`
          : `directive "${name}" is not terminated by ";"`,
        help: isBlock
          ? "Open its block with '{', or complete the line."
          : "End it with ';' before the brace.",
        check: "shape",
      };
    }
    const expected = this.#argsOf(fact);
    if (expected === undefined) return undefined;
    const { min, max, exactly } = expected;
    const count = args.length;
    const isRight = count >= min && count <= (max ?? count) && (exactly?.includes(count) ?? true);
    if (isRight) return undefined;
    const last = args[max ?? 0];
    return {
      at: count > min && last !== undefined ? last.origin : directive.nameOrigin,
      reason: `invalid number of arguments in "${name}" directive`,
      explanation: `It takes ${numbersOf(expected)}; here it has ${count === 0 ? "none" : count}`,
      help: helpOf(directive, fact, count > min),
      check: "arguments",
    };
  }

  /** The number of arguments in the release that runs; without one, whatever any release takes. */
  #argsOf(fact: DirectiveFact): DirectiveFact["args"] {
    const { nginxVersion } = this.#config;
    if (nginxVersion === undefined || fact.changes.length === 0) return fact.args;
    const change = fact.changes.filter((it) => isAtLeast(nginxVersion, it.version)).at(-1);
    return change?.args;
  }

  #repeated(directive: Directive, fact: DirectiveFact): DirectiveFlaw | undefined {
    const { name } = directive;
    const isList = aloneWhenOff.has(name);
    if ((fact.duplicate !== "error" && !isList) || duplicateByZone.has(name)) return undefined;
    const first = this.#firsts.get(name);
    if (first === undefined) {
      this.#firsts.set(name, { block: this.#block, directive });
      return undefined;
    }
    if (first.block !== this.#block) {
      first.block = this.#block;
      first.directive = directive;
      return undefined;
    }
    const earlier = first.directive;
    if (isList && ![earlier, directive].some((it) => it.args[0]?.value === "off")) return undefined;
    return {
      at: directive.origin,
      reason: `"${name}" directive is duplicate`,
      help: "Remove one of the two.",
      related: [{ at: earlier.origin, message: "The first one is here." }],
      check: "duplicate",
    };
  }

  #value(directive: Directive, fact: DirectiveFact): DirectiveFlaw | undefined {
    const flaw = checkValues(directive, fact, this.#config.nginxVersion);
    if (flaw === undefined) return undefined;
    return {
      at: flaw.argument.origin,
      reason: flaw.reason,
      ...(flaw.reason.includes(`"${flaw.argument.value}"`)
        ? {}
        : { explanation: `The value is '${flaw.argument.value}'` }),
      help: flaw.help,
      check: "value",
    };
  }
}

function listOf(one: DirectiveFlaw | undefined, other?: DirectiveFlaw): readonly DirectiveFlaw[] {
  if (one === undefined) return other === undefined ? noFlaws : [other];
  return other === undefined ? [one] : [one, other];
}

function numbersOf({ min, max, exactly }: NonNullable<DirectiveFact["args"]>): string {
  const words = (count: number): string => (count === 1 ? "1 argument" : `${count} arguments`);
  if (exactly !== undefined) return `${exactly.join(" or ")} arguments`;
  if (max === undefined) return `at least ${words(min)}`;
  if (max === 0) return "none";
  return min === max ? words(min) : `${min} to ${max} arguments`;
}

/** Too many words are most often a `;` that is missing at the end of the line, or blanks in a value without quotes. */
function helpOf(directive: Directive, fact: DirectiveFact, isTooMany: boolean): string {
  const { syntax } = fact;
  if (isTooMany) {
    const swallowed = directive.args.slice(1).find((it) => it.quote === undefined && isName(it.value));
    if (swallowed !== undefined) return `End the directive with ';' before '${swallowed.value}'.`;
    return "Put a value that holds blanks in quotes, or end the directive with ';' where it ends.";
  }
  return typeof syntax !== "string"
    ? "Write what is missing, or remove the directive."
    : `Write it as '${fact.name} ${syntax};'.`;
}

const namesByLevel = new Map<NginxContext, readonly string[]>();

/** Names that are allowed on a level; all where the level is not known. */
function namesOf(level: NginxContext): readonly string[] {
  const done = namesByLevel.get(level);
  if (done !== undefined) return done;
  const found = directiveNames().filter(
    (name) => level === "unknown" || directiveFact(name).some((it) => it.contexts.includes(level)),
  );
  namesByLevel.set(level, found);
  return found;
}

let names: ReadonlySet<string> | undefined;

function isName(word: string): boolean {
  names ??= new Set(directiveNames());
  return names.has(word) && word.includes("_");
}
