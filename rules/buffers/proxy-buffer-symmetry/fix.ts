import type { Fix, TextEdit } from "../../../src/engine/finding.ts";
import type { BufferFlaw } from "../../../src/model/buffer-flaws.ts";
import { type BufferLevel, valuesOf } from "../../../src/model/buffer-levels.ts";
import { type BufferSlot, formatSize, judgeBuffers, mendBuffers } from "../../../src/model/buffers.ts";
import type { Scope } from "../../../src/model/nginx-scope.ts";
import type { Project } from "../../../src/model/project.ts";
import { RenderedDirective } from "../../../src/model/rendered-directive.ts";
import { append } from "../../../src/text/append.ts";
import { bufferKey, manifestOf, writeSlots } from "../../_shared/buffers.ts";
import { insertAfter, replaceArgument } from "../../_shared/nginx-edits.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

type Changes = Partial<Record<BufferSlot, number>>;

/** What would make a flaw's values consistent, in words and, where the texts allow it, as edits. */
export interface Mend {
  /** `'proxy_buffers 8 8k'`, or `'proxy-buffers-number' to '9'`; starts no sentence. */
  readonly advice: string;
  readonly fix: Fix | undefined;
}

/** The way out of a flaw; undefined where no known values are enough, or where a level within would break instead. */
export function mendOf(flaw: BufferFlaw, project: Project): Mend | undefined {
  const { pageSize } = project.assume;
  const { slots } = flaw.level;
  // ingress-nginx prints one setting as the size of both kinds of buffers.
  const sizeIsOwn =
    slots.size.argument === undefined || slots.size.argument.origin !== slots.bufferSize.argument?.origin;
  const changes = mendBuffers(valuesOf(flaw.level, true), pageSize, { size: sizeIsOwn });
  if (changes === undefined || !holdsWithin(flaw, changes, pageSize)) return undefined;
  const isRendered = slots[flaw.at].directive instanceof RenderedDirective;
  const advice = isRendered ? adviseKeys(flaw, changes, project) : adviseDirectives(flaw, changes);
  if (advice === undefined) return undefined;
  const edits = isRendered ? editKeys(flaw, changes, project) : editDirectives(flaw, changes, project);
  const growsMemory = changes.number !== undefined || changes.size !== undefined;
  return {
    advice,
    fix: edits && { description: `Set ${advice}.`, safety: growsMemory ? "unsafe" : "safe", edits },
  };
}

/** Slots to write, each directive once. */
function directivesOf(changes: Changes): BufferSlot[] {
  return (Object.keys(changes) as BufferSlot[]).filter((it) => it !== "size");
}

/** Whether the changes, made where the flaw is reported, suit all levels that take over the values. */
function holdsWithin(flaw: BufferFlaw, changes: Changes, pageSize: number): boolean {
  const scope = flaw.level.slots[flaw.at].scope;
  let top: BufferLevel = flaw.level;
  while (top.scope !== scope && top.parent !== undefined) top = top.parent;
  const open = [top];
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    append(open, level.children);
    if (level.checked === "never") continue;
    const before = valuesOf(level, true);
    const after = { ...before };
    for (const slot of Object.keys(changes) as BufferSlot[]) {
      if (level.slots[slot].directive === flaw.level.slots[slot].directive) after[slot] = changes[slot]!;
    }
    const isMended = judgeBuffers(after, pageSize) === undefined;
    if (!isMended && (level === flaw.level || judgeBuffers(before, pageSize) === undefined)) return false;
  }
  return true;
}

function adviseDirectives(flaw: BufferFlaw, changes: Changes): string {
  const { family } = flaw.level;
  return directivesOf(changes)
    .map((slot) => `'${writeSlots(family, slot, changes)}'`)
    .join(" and ");
}

function editDirectives(flaw: BufferFlaw, changes: Changes, project: Project): TextEdit[] | undefined {
  const { family, slots } = flaw.level;
  const anchor = slots[flaw.at];
  const edits: TextEdit[] = [];
  const added: string[] = [];
  for (const name of directivesOf(changes)) {
    const slot = slots[name];
    const text = writeSlots(family, name, changes);
    // A value from further out is not changed there, where it suits others, but overridden.
    const isHere = slot.directive !== undefined && !isOutside(slot.scope, anchor.scope);
    if (!isHere && slot.directive instanceof RenderedDirective && slot.scope === flaw.level.scope)
      return undefined;
    if (!isHere) {
      added.push(`${text};`);
      continue;
    }
    const words = text.split(" ").slice(1);
    for (const [at, argument] of slot.directive.args.entries()) {
      if (argument.value === words[at]) continue;
      const edit = replaceArgument(project, argument, words[at]!);
      if (edit === undefined) return undefined;
      edits.push(...edit);
    }
  }
  if (added.length > 0) {
    const edit = insertAfter(project, anchor.directive!, added.join(" "));
    if (edit === undefined) return undefined;
    edits.push(...edit);
  }
  return edits;
}

/** Whether a level lies around another one. */
function isOutside(outer: Scope | undefined, inner: Scope | undefined): boolean {
  for (let scope = inner?.parent; scope !== undefined; scope = scope.parent) if (scope === outer) return true;
  return false;
}

/** The text of a controller's setting. */
function textOf(key: string, slot: BufferSlot, changes: Changes): string {
  if (key === "proxy-buffers") return `${changes.number} ${formatSize(changes.size ?? 0)}`;
  return slot === "number" ? String(changes.number) : formatSize(changes[slot] ?? 0);
}

function adviseKeys(flaw: BufferFlaw, changes: Changes, project: Project): string | undefined {
  const advice: string[] = [];
  for (const slot of directivesOf(changes)) {
    const key = bufferKey(flaw.level.scope.config, project, slot);
    if (key === undefined) return undefined;
    advice.push(`'${key}' to '${textOf(key, slot, changes)}'`);
  }
  return advice.join(" and ");
}

function editKeys(flaw: BufferFlaw, changes: Changes, project: Project): TextEdit[] | undefined {
  const { config } = flaw.level.scope;
  const anchor = flaw.level.slots[flaw.at];
  const manifest = manifestOf(config, anchor);
  if (manifest === undefined) return undefined;
  const isAnnotation = manifest === config.ingress?.manifest;
  const holder = isAnnotation
    ? manifest.annotations
    : (manifest.object as { data?: Record<string, string> }).data;
  if (holder === undefined) return undefined;
  // The prefix of the annotations is the one that the author used.
  const prefix = isAnnotation
    ? (/^.*\//.exec(annotationOf(anchor.argument?.origin.place().attribute))?.[0] ?? "")
    : "";
  const edits: TextEdit[] = [];
  for (const name of directivesOf(changes)) {
    const slot = flaw.level.slots[name];
    const key = bufferKey(config, project, name);
    // What a snippet sets, a key would set twice.
    if (key === undefined || (slot.directive !== undefined && !(slot.directive instanceof RenderedDirective)))
      return undefined;
    const edit = setEntry(manifest, holder, `${prefix}${key}`, textOf(key, name, changes));
    if (edit === undefined) return undefined;
    edits.push(...edit);
  }
  return edits.length > 1 && new Set(edits.map((it) => it.span.start)).size < edits.length
    ? joined(edits)
    : edits;
}

/** `metadata.annotations["nginx.org/proxy-buffers"]` → `nginx.org/proxy-buffers`. */
function annotationOf(attribute: string | undefined): string {
  return /\["(.*)"\]$/.exec(attribute ?? "")?.[1] ?? "";
}

/** Insertions at one place as one edit. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const same = result.findIndex((it) => it.span.start === edit.span.start);
    if (same === -1) result.push(edit);
    else result[same] = { ...result[same]!, text: result[same]!.text + edit.text };
  }
  return result;
}
