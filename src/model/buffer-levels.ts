import type { Argument, Directive } from "../parsers/nginx/directive.ts";
import { isStockInclude } from "../parsers/nginx/stock-includes.ts";
import type { Origin } from "../text/origin.ts";
import {
  type BufferFamily,
  type BufferSlot,
  type BufferValue,
  type BufferValues,
  bufferDirective,
  bufferFamilies,
  bufferSlots,
} from "./buffers.ts";
import { directiveNames, type NginxConfig } from "./nginx-config.ts";
import { rootScope, type Scope } from "./nginx-scope.ts";
import { parseNginxSize } from "./nginx-values.ts";
import { isWritten, RenderedDirective, stateOf } from "./rendered-directive.ts";

/** A buffer setting in force on a level, and where it comes from. */
export interface Slot {
  /** `unset`: nginx's default; `unknown`: set to something that is no valid value, or twice. */
  readonly value: BufferValue;
  /** False where something out of sight may set another value; then `value` holds unless it does. */
  readonly certain: boolean;
  /** Whether somebody wrote it, on this level or further out. */
  readonly written: boolean;
  readonly directive: Directive | undefined;
  readonly argument: Argument | undefined;
  /** The level that sets it. */
  readonly scope: Scope | undefined;
}

/** What one family's buffers are on one level of a configuration, after inheritance. */
export interface BufferLevel {
  readonly family: BufferFamily;
  readonly scope: Scope;
  readonly slots: Readonly<Record<BufferSlot, Slot>>;
  readonly parent: BufferLevel | undefined;
  readonly children: readonly BufferLevel[];
  /**
   * Whether nginx checks the level. It merges, and thereby checks, servers and locations; what stands in http alone is
   * only checked through them. `if` and `limit_except` blocks are merged too, but nothing of this can be set there.
   */
  readonly checked: "always" | "with-unseen-servers" | "never";
}

const nowhere: Slot = {
  value: "unset",
  certain: true,
  written: false,
  directive: undefined,
  argument: undefined,
  scope: undefined,
};

const argumentOf: Readonly<Record<BufferSlot, number>> = {
  bufferSize: 0,
  number: 0,
  size: 1,
  busy: 0,
  tempWrite: 0,
  maxTemp: 0,
};

/** The families whose buffers a configuration sets anywhere, in the order of nginx's modules; the defaults alone always pass. */
export function bufferFamiliesOf(config: NginxConfig): readonly BufferFamily[] {
  const found = new Set<BufferFamily>();
  for (const name of directiveNames(config)) {
    const family = familyOf(name);
    if (family !== undefined) found.add(family);
  }
  return bufferFamilies.filter((it) => found.has(it));
}

const familyNames =
  /^(proxy|fastcgi|uwsgi|scgi)_(?:buffer_size|buffers|busy_buffers_size|temp_file_write_size|max_temp_file_size)$/;

function familyOf(name: string): BufferFamily | undefined {
  // A cheap look first: this is asked of every name in every configuration.
  return name.endsWith("_size") || name.endsWith("_buffers")
    ? (familyNames.exec(name)?.[1] as BufferFamily)
    : undefined;
}

/** The levels of one family, from the outermost level where it can be set; more than one in a `main` without `http`. */
export function bufferLevels(config: NginxConfig, family: BufferFamily): readonly BufferLevel[] {
  let known = levelsOf.get(config);
  if (known === undefined) {
    known = new Map();
    levelsOf.set(config, known);
  }
  let levels = known.get(family);
  if (levels === undefined) {
    levels = findLevels(config, family);
    known.set(family, levels);
  }
  return levels;
}

const levelsOf = new WeakMap<NginxConfig, Map<BufferFamily, readonly BufferLevel[]>>();

function findLevels(config: NginxConfig, family: BufferFamily): readonly BufferLevel[] {
  const root = rootScope(config);
  const tops = root.context === "main" ? root.children.filter((it) => it.context === "http") : [root];
  // A whole file shows every level around; a rendered configuration has all its levels, but not always all their values.
  const closed = root.context === "main" && (config.kind !== "rendered" || config.complete);
  const levels: BufferLevel[] = [];
  // No recursion: blocks can be nested deeper than the stack is.
  const open: {
    scope: Scope;
    outer: BufferLevel["slots"];
    parent: BufferLevel | undefined;
    into: BufferLevel[];
  }[] = [];
  const add = (
    scopes: readonly Scope[],
    outer: BufferLevel["slots"],
    parent: BufferLevel | undefined,
    into: BufferLevel[],
  ) => {
    for (const scope of scopes.toReversed())
      if (contexts.has(scope.context)) open.push({ scope, outer, parent, into });
  };
  add(tops, everywhere({ ...nowhere, certain: closed }), undefined, levels);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const children: BufferLevel[] = [];
    const level = levelOf(family, next.scope, next.outer, next.parent, children, closed);
    next.into.push(level);
    add(next.scope.children, level.slots, level, children);
  }
  return levels;
}

const contexts: ReadonlySet<string> = new Set(["http", "server", "location"]);

function everywhere(slot: Slot): Record<BufferSlot, Slot> {
  return { bufferSize: slot, number: slot, size: slot, busy: slot, tempWrite: slot, maxTemp: slot };
}

function levelOf(
  family: BufferFamily,
  scope: Scope,
  outer: BufferLevel["slots"],
  parent: BufferLevel | undefined,
  children: readonly BufferLevel[],
  closed: boolean,
): BufferLevel {
  const open = scope.directives.some(
    (it) => it.name === "include" && !isStockInclude(it.args[0]?.value ?? ""),
  );
  const slots = everywhere(nowhere);
  for (const slot of bufferSlots) slots[slot] = slotOf(family, slot, scope, outer[slot], open);
  const unseen = !scope.children.some((it) => it.context === "server") && (open || !closed);
  const checked = scope.context !== "http" ? "always" : unseen ? "with-unseen-servers" : "never";
  return { family, scope, slots, parent, children, checked };
}

function slotOf(family: BufferFamily, slot: BufferSlot, scope: Scope, outer: Slot, open: boolean): Slot {
  const own = scope.own(bufferDirective(family, slot));
  const directive = own[0];
  if (directive === undefined) return open && outer.certain ? { ...outer, certain: false } : outer;
  const at = argumentOf[slot];
  const argument = directive.args[at];
  const state = stateOf(directive, at);
  const expected = slot === "number" || slot === "size" ? 2 : 1;
  const isValid = own.length === 1 && directive.args.length === expected && state !== "unknown";
  const value = isValid && argument !== undefined ? parseSlot(slot, argument.value) : undefined;
  return {
    value: value ?? "unknown",
    certain: state === "explicit" || state === "default",
    written: isWritten(state),
    directive,
    argument,
    scope,
  };
}

/** `ngx_conf_set_bufs_slot` refuses a number or size of zero; the other sizes may be zero. */
function parseSlot(slot: BufferSlot, text: string): number | undefined {
  const value = slot === "number" ? (/^\d+$/.test(text) ? Number(text) : undefined) : parseNginxSize(text);
  if (value === undefined || value > Number.MAX_SAFE_INTEGER) return undefined;
  return value === 0 && (slot === "number" || slot === "size") ? undefined : value;
}

/** Values for judging: with `assume`, what holds if nothing out of sight says otherwise; without, only what is certain. */
export function valuesOf(level: BufferLevel, assume: boolean): BufferValues {
  const of = (slot: BufferSlot): BufferValue => {
    const { value, certain } = level.slots[slot];
    return certain || assume ? value : "unknown";
  };
  return {
    bufferSize: of("bufferSize"),
    number: of("number"),
    size: of("size"),
    busy: of("busy"),
    tempWrite: of("tempWrite"),
    maxTemp: of("maxTemp"),
  };
}

/** The smallest place to change a slot: the directive that stands in a text, or what decided a generated argument. */
export function slotOrigin(slot: Slot): Origin | undefined {
  return slot.directive instanceof RenderedDirective ? slot.argument?.origin : slot.directive?.origin;
}
