import type { Finding, Fix, Related, TextEdit } from "../../../src/engine/finding.ts";
import { honoursSetting } from "../../../src/knowledge/ingress-nginx-settings.ts";
import type { BufferChange } from "../../../src/model/buffer-changes.ts";
import { flawOf } from "../../../src/model/buffer-flaws.ts";
import { type BufferLevel, slotOrigin, valuesOf } from "../../../src/model/buffer-levels.ts";
import {
  type BufferSlot,
  bufferDirective,
  bufferReason,
  DEFAULT_NUMBER,
  formatSize,
} from "../../../src/model/buffers.ts";
import type { Project } from "../../../src/model/project.ts";
import { RenderedDirective } from "../../../src/model/rendered-directive.ts";
import type { Origin } from "../../../src/text/origin.ts";
import { bufferKey, manifestOf } from "../../_shared/buffers.ts";
import { labelOfLevel } from "../../_shared/level-label.ts";
import { insertAfter } from "../../_shared/nginx-edits.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

/** The names by which the author of a level knows a slot. */
function nameOf(level: BufferLevel, slot: BufferSlot, project: Project): string {
  const isRendered = level.slots.bufferSize.directive instanceof RenderedDirective;
  const key = isRendered ? bufferKey(level.scope.config, project, slot) : undefined;
  return key ?? bufferDirective(level.family, slot);
}

/** The finding for a plan that raises the size alone. */
export function planned(level: BufferLevel, change: BufferChange, project: Project): Finding {
  const size = nameOf(level, "bufferSize", project);
  const number = nameOf(level, "number", project);
  const busy = nameOf(level, "busy", project);
  const arithmetic = arithmeticOf(level, project);
  return {
    at: slotOrigin(level.slots.bufferSize)!,
    severity: "error",
    message: `${change.address} raises '${size}' ${formatSize(change.from)} → ${formatSize(change.to)} and leaves '${number}' and '${busy}' as they are.${sentenceOf(arithmetic)}`,
    help: adviceFor(level, project),
    related: partnersOf(level, project),
    key: "change",
  };
}

/** The finding for a plan whose only partner is a key that the release does not read. */
export function withoutEffect(level: BufferLevel, change: BufferChange, project: Project): Finding {
  const { controller } = level.scope.config;
  return {
    at: slotOrigin(level.slots.bufferSize)!,
    message: `${change.address} raises 'proxy-buffer-size' ${formatSize(change.from)} → ${formatSize(change.to)}, but ${controller?.label} does not know 'proxy-busy-buffers-size'.${sentenceOf(arithmeticOf(level, project))}`,
    help: adviceFor(level, project),
    related: partnersOf(level, project),
    key: "change",
  };
}

/** The finding for a size that stands alone; `fallback` is its default in bytes. */
export function standing(level: BufferLevel, fallback: number, project: Project): Finding {
  const size = nameOf(level, "bufferSize", project);
  const number = nameOf(level, "number", project);
  const busy = nameOf(level, "busy", project);
  const { bufferSize } = level.slots;
  const manifest =
    bufferSize.directive instanceof RenderedDirective
      ? manifestOf(level.scope.config, bufferSize)
      : undefined;
  const where = manifest?.label ?? labelOfLevel(level.scope);
  const arithmetic = arithmeticOf(level, project);
  const busyInForce = arithmetic?.implicitBusy;
  return {
    at: slotOrigin(bufferSize)!,
    message: `'${size}' is ${formatSize(Number(bufferSize.value))} (default ${formatSize(fallback)}) in ${where}, which sets neither '${number}' nor '${busy}'.`,
    help: adviceFor(level, project),
    related: arithmetic === undefined ? [] : [{ at: arithmetic.at, message: `${arithmetic.text}.` }],
    fix: busyInForce === undefined ? undefined : () => pinBusy(level, busyInForce, project),
    key: level.family,
  };
}

/** The sum behind the fact. A change is reported whatever it gives; whether nginx still takes it is said. */
function sentenceOf(arithmetic: Arithmetic | undefined): string {
  return arithmetic === undefined ? "" : ` The sum is ${arithmetic.text}.`;
}

/** Partners that somebody wrote, where the finding is about their staying as they are. */
function partnersOf(level: BufferLevel, project: Project): readonly Related[] {
  const { number, busy } = level.slots;
  const related: Related[] = [];
  for (const [slot, name] of [
    [number, "number"],
    [busy, "busy"],
  ] as const) {
    const at = slot.written ? slotOrigin(slot) : undefined;
    if (at !== undefined) related.push({ at, message: `'${nameOf(level, name, project)}' is set here.` });
  }
  return related;
}

function adviceFor(level: BufferLevel, project: Project): string {
  const { controller, ingress } = level.scope.config;
  const number = nameOf(level, "number", project);
  const busy = nameOf(level, "busy", project);
  const isRendered = level.slots.bufferSize.directive instanceof RenderedDirective;
  if (isRendered && controller?.product === "ingress-nginx") {
    const isRead = honoursSetting("proxy-busy-buffers-size", controller.version) !== "no";
    if (!isRead && !(ingress !== undefined && controller.version === "1.13.1")) {
      return `Set '${number}' with it, at least 3; ${controller.label} does not know '${busy}' (since 1.13.0).`;
    }
  }
  const values = valuesOf(level, true);
  const largest = Math.max(sizeOf(values.bufferSize, project), sizeOf(values.size, project));
  return `Set '${busy}' with it, ${formatSize(2 * largest)} for example, and '${number}' so that all buffers but one hold that much.`;
}

function sizeOf(value: number | "unset" | "unknown", project: Project): number {
  return typeof value === "number" ? value : value === "unset" ? project.assume.pageSize : 0;
}

/** What nginx makes of the values. */
interface Arithmetic {
  /** `4 × 128k, busy 256k (2 × 128k) ≤ 384k: nginx -t still passes on ingress-nginx v1.9.4` */
  readonly text: string;
  /** The value that most decides it. */
  readonly at: Origin;
  /** Bytes of the busy size that nginx takes by itself; undefined where it is set, or where nginx refuses the sum. */
  readonly implicitBusy: number | undefined;
}

/** The sum that nginx makes of the values; undefined where the version or one of them is not known. */
function arithmeticOf(level: BufferLevel, project: Project): Arithmetic | undefined {
  const { config } = level.scope;
  const { bufferSize, number, size, busy } = level.slots;
  const product = config.controller?.version === undefined ? undefined : config.controller.label;
  const values = valuesOf(level, false);
  if (
    values.bufferSize === "unknown" ||
    values.number === "unknown" ||
    values.size === "unknown" ||
    values.busy === "unknown"
  )
    return undefined;
  const largest = Math.max(sizeOf(values.bufferSize, project), sizeOf(values.size, project));
  const count = values.number === "unset" ? DEFAULT_NUMBER : values.number;
  const each = sizeOf(values.size, project);
  const rest = formatSize((count - 1) * each);
  const sum =
    values.busy === "unset"
      ? `busy ${formatSize(2 * largest)} (2 × ${formatSize(largest)})`
      : `busy ${formatSize(values.busy)}`;
  const flaw = flawOf(level, project.assume.pageSize);
  const isRendered = bufferSize.directive instanceof RenderedDirective;
  const on =
    product !== undefined ? ` on ${product}` : isRendered ? onAnyRelease(level, flaw === undefined) : "";
  const verdict =
    flaw === undefined
      ? ` ≤ ${rest}: nginx -t still passes${on}`
      : `: nginx -t fails${on}, ${bufferReason(level.family, flaw.check)}`;
  return {
    text: `${count} × ${formatSize(each)}, ${sum}${verdict}`,
    at: [busy, number, size, bufferSize].map(slotOrigin).find((it) => it !== undefined)!,
    implicitBusy: values.busy === "unset" && flaw === undefined ? 2 * largest : undefined,
  };
}

/** What holds where the release is not known: 1.13.0 alone has a busy size of its own, 8k. */
function onAnyRelease(level: BufferLevel, passes: boolean): string {
  const isIngressNginx = level.scope.config.controller?.product === "ingress-nginx";
  if (!isIngressNginx || !passes || level.slots.busy.written) return "";
  return " on every release but 1.13.0, which sets a busy size of 8k";
}

/** Writes down the busy size that is in force anyway, so that it is seen when a partner moves. */
function pinBusy(level: BufferLevel, bytes: number, project: Project): Fix | undefined {
  const { bufferSize } = level.slots;
  const value = formatSize(bytes);
  const edits =
    bufferSize.directive instanceof RenderedDirective
      ? pinKey(level, value, project)
      : insertAfter(project, bufferSize.directive!, `${bufferDirective(level.family, "busy")} ${value};`);
  const description = `Set '${nameOf(level, "busy", project)}' to ${value}, which is in force by default`;
  return edits && { description, safety: "safe", edits };
}

function pinKey(level: BufferLevel, value: string, project: Project): readonly TextEdit[] | undefined {
  const { config } = level.scope;
  const manifest = manifestOf(config, level.slots.bufferSize);
  const key = bufferKey(config, project, "busy");
  const isRead = honoursSetting("proxy-busy-buffers-size", config.controller?.version) === "yes";
  const isIngressNginx = config.controller?.product === "ingress-nginx";
  // An annotation's prefix may be the controller's own; its author knows it.
  if (manifest === undefined || key === undefined || manifest !== config.controller?.configMap)
    return undefined;
  if (!isIngressNginx || !isRead) return undefined;
  const data = (manifest.object as { data?: Record<string, string> }).data;
  return data && setEntry(manifest, data, key, value);
}
