import type { ControllerProduct } from "../knowledge/controllers.ts";
import { annotationPrefixes } from "../knowledge/controllers.ts";
import type { NginxContext } from "../parsers/nginx/context.ts";
import { parseNginx } from "../parsers/nginx/parser.ts";
import { append } from "../text/append.ts";
import { type BufferLevel, bufferLevels, slotOrigin } from "./buffer-levels.ts";
import type { BufferSlot } from "./buffers.ts";
import type { Manifest } from "./manifest.ts";
import type { Scope } from "./nginx-scope.ts";
import { parseNginxSize } from "./nginx-values.ts";
import type { Project } from "./project.ts";
import { RenderedDirective } from "./rendered-directive.ts";
import { asMapping, asText, type Mapping } from "./shape.ts";

/** Buffer settings of a manifest before and after a plan; `undefined` is not set, `unknown` cannot be told. */
export interface BufferChange {
  readonly address: string;
  /** Sizes in bytes; where the key is not set, the default that was given. */
  readonly from: number;
  readonly to: number;
  /** Whether a partner of the size is changed along with it or set explicitly afterwards. */
  readonly partnersMove: boolean;
  /** Whether the busy size, as a setting of the controller, is the only partner that moves. */
  readonly onlyBusy: boolean;
}

type Written = string | undefined | "unknown";

/**
 * What a plan does to the `proxy-buffer-size` that a manifest sets, where it is the ConfigMap of a controller or an Ingress; undefined where the
 * plan does not touch it or one of the two values cannot be known. `fallback` is the size in bytes where nobody sets one.
 */
export function bufferChangeOf(
  project: Project,
  manifest: Manifest,
  product: ControllerProduct,
  fallback: number,
): BufferChange | undefined {
  const change = project.changes.find((it) => it.after.includes(manifest));
  const before = change?.before.find((it) => it.kind === manifest.kind && it.name === manifest.name);
  if (change === undefined || before === undefined) return undefined;
  const old = reader(before, product);
  const now = reader(manifest, product);
  const from = sizeOf(old("proxy-buffer-size"), fallback);
  const to = sizeOf(now("proxy-buffer-size"), fallback);
  if (from === undefined || to === undefined || from === to) return undefined;
  const numberKey = product === "f5-nic" ? "proxy-buffers" : "proxy-buffers-number";
  const busy = now("proxy-busy-buffers-size");
  const moved = (was: Written, is: Written) => was === "unknown" || is === "unknown" || was !== is;
  const numberMoves = moved(old(numberKey), now(numberKey));
  const busyMoves = moved(old("proxy-busy-buffers-size"), busy) || (busy !== undefined && busy !== "");
  return {
    address: change.address,
    from,
    to,
    partnersMove: numberMoves || busyMoves,
    onlyBusy: busyMoves && !numberMoves,
  };
}

function sizeOf(written: Written, fallback: number): number | undefined {
  return written === undefined ? fallback : parseNginxSize(written.trim());
}

/** Looks up a setting of a ConfigMap by its key, or of an Ingress by its annotation. */
function reader(manifest: Manifest, product: ControllerProduct): (key: string) => Written {
  const isIngress = manifest.kind === "Ingress";
  const holder: Mapping = isIngress
    ? manifest.annotations
    : asMapping((manifest.object as { data?: unknown }).data);
  const owner = isIngress ? manifest.object.metadata : manifest.object;
  const prefix = isIngress ? annotationPrefixes[product] : "";
  return (key) => {
    if (owner !== undefined && manifest.isUnknown(owner, isIngress ? "annotations" : "data"))
      return "unknown";
    return manifest.isUnknown(holder, `${prefix}${key}`) ? "unknown" : asText(holder[`${prefix}${key}`]);
  };
}

/**
 * The same for a level of a configuration that stands in a value of a manifest: an nginx.conf or a snippet in a ConfigMap, a snippet annotation. Levels are found
 * again by their blocks (`server` by its name); one that is new has no value before.
 */
export function bufferChangeIn(project: Project, level: BufferLevel): BufferChange | undefined {
  if (project.changes.length === 0) return undefined;
  const place = slotOrigin(level.slots.bufferSize)?.place();
  const change = project.changes.find((it) => it.address === place?.resource);
  const key = /\["(.*)"\]$/.exec(place?.attribute ?? "")?.[1];
  if (change === undefined || key === undefined) return undefined;
  const [before] = change.before;
  const holders: readonly Mapping[] =
    before === undefined ? [] : [asMapping((before.object as { data?: unknown }).data), before.annotations];
  const holder = holders.find((it) => typeof it[key] === "string");
  if (before === undefined || holder === undefined) return undefined;

  const config = {
    ...level.scope.config,
    kind: "config-map",
    controller: undefined,
    ingress: undefined,
  } as const;
  const { directives } = parseNginx(before.text(holder, key));
  const context = contextOfText(level.scope);
  const old = findLevel(
    bufferLevels({ ...config, context, complete: context === "main", directives }, level.family),
    pathOf(level.scope),
  );
  if (old === undefined) return undefined;
  const { pageSize } = project.assume;
  const size = (it: BufferLevel): number | undefined => {
    const { value, certain } = it.slots.bufferSize;
    return value === "unset" ? (certain ? pageSize : undefined) : value === "unknown" ? undefined : value;
  };
  const [from, to] = [size(old), size(level)];
  if (from === undefined || to === undefined || from === to) return undefined;
  const own = (it: BufferLevel, slot: BufferSlot) =>
    it.slots[slot].scope === it.scope ? it.slots[slot].value : undefined;
  const partnersMove = (["number", "size", "busy"] as const).some((it) => own(old, it) !== own(level, it));
  return {
    address: change.address,
    from,
    to,
    partnersMove: partnersMove || own(level, "busy") !== undefined,
    onlyBusy: false,
  };
}

/** Blocks of the text that lead to a level, outermost first; what the controller prints around a snippet is no part of its text. */
function pathOf(scope: Scope): readonly string[] {
  const path: string[] = [];
  for (let at: Scope | undefined = scope; at?.block !== undefined && isOfText(at); at = at.parent) {
    const words = at.context === "server" ? at.own("server_name")[0]?.args : at.block.args;
    path.unshift([at.block.name, ...(words ?? []).map((it) => it.value)].join(" "));
  }
  return path;
}

function isOfText(scope: Scope): boolean {
  return !(scope.block instanceof RenderedDirective);
}

/** The context of the text's outermost directives. */
function contextOfText(scope: Scope): NginxContext {
  let outer = scope;
  while (outer.block !== undefined && isOfText(outer) && outer.parent !== undefined) outer = outer.parent;
  return outer.context;
}

function findLevel(levels: readonly BufferLevel[], path: readonly string[]): BufferLevel | undefined {
  const open = [...levels];
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    if (pathOf(level.scope).join("\n") === path.join("\n")) return level;
    append(open, level.children);
  }
  return undefined;
}
