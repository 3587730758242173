import type { Related } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { type BufferFlaw, bufferFlaws } from "../../../src/model/buffer-flaws.ts";
import { slotOrigin } from "../../../src/model/buffer-levels.ts";
import {
  type BufferSlot,
  bufferArithmetic,
  bufferDirective,
  bufferReason,
  bufferSlots,
  DEFAULT_NUMBER,
  formatSize,
  slotsOfCheck,
} from "../../../src/model/buffers.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Origin } from "../../../src/text/origin.ts";
import { labelOfLevel } from "../../_shared/level-label.ts";
import { mendOf } from "./fix.ts";

export default defineRule({
  id: "proxy-buffer-symmetry",
  subject: "nginx",
  severity: "error",
  preset: "recommended",
  summary:
    "The buffer settings of a proxied location contradict each other, so nginx refuses the whole configuration.",
  why: "With them nginx does not start. A controller keeps its old configuration, and no later change of any Ingress takes effect.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_busy_buffers_size",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffer_size",
    "https://github.com/nginx/nginx/blob/release-1.22.1/src/http/modules/ngx_http_proxy_module.c",
  ],
  lessons: [1],
  fixable: true,

  *check(config, { project }) {
    const { pageSize } = project.assume;
    for (const flaw of bufferFlaws(config, pageSize)) {
      const { family, slots } = flaw.level;
      const reason = bufferReason(family, flaw.check);
      const mend = mendOf(flaw, project);
      yield {
        at: slotOrigin(slots[flaw.at])!,
        severity: flaw.certain ? "error" : "warning",
        message: `nginx refuses ${subjectOf(flaw, config)}: ${reason} (${bufferArithmetic(flaw.check, flaw.values, pageSize)}).`,
        help: helpFor(flaw, mend?.advice),
        related: relatedOf(flaw, pageSize),
        fix: flaw.certain ? () => mend?.fix : undefined,
        key: `${family} ${flaw.check}`,
      };
    }
  },
});

function subjectOf(flaw: BufferFlaw, config: NginxConfig): string {
  const { family, checked, scope, slots } = flaw.level;
  const product = config.controller?.label ?? "the ingress controller";
  const subject = config.kind === "rendered" ? `what ${product} generates` : labelOfLevel(scope);
  if (flaw.certain) return subject;
  const namesOf = (isWritten: boolean): string => {
    const unsure = slotsOfCheck[flaw.check].filter(
      (it) => !slots[it].certain && slots[it].written === isWritten,
    );
    return [...new Set(unsure.map((it) => `'${bufferDirective(family, it)}'`))].join(" or ");
  };
  if (checked === "with-unseen-servers") return `${subject} that does not set its own buffers`;
  // What the configuration holds counts if the controller's release prints it; what is not here may be set elsewhere.
  if (namesOf(true) !== "") return `${subject}, if it prints ${namesOf(true)} as written`;
  return namesOf(false) === "" ? subject : `${subject}, unless ${namesOf(false)} is set out of sight`;
}

function helpFor(flaw: BufferFlaw, advice: string | undefined): string {
  const { family } = flaw.level;
  const busy = `'${family}_busy_buffers_size'`;
  if (advice === undefined) {
    if (flaw.check === "number") return `Set '${family}_buffers' to at least 2 buffers.`;
    return `Keep ${busy} between the largest single buffer and all '${family}_buffers' but one.`;
  }
  const isPinned = flaw.at === "busy" && flaw.check === "busy-low";
  return isPinned
    ? `Set ${advice}, or leave ${busy} out: nginx then takes twice the largest buffer.`
    : `Set ${advice}.`;
}

/** The other values of the failing comparison; those that one setting decides are told together. */
function relatedOf(flaw: BufferFlaw, pageSize: number): readonly Related[] {
  const { family, slots } = flaw.level;
  const told = new Set<string>([bufferDirective(family, flaw.at)]);
  const byPlace = new Map<string, { at: Origin; facts: string[] }>();
  for (const slot of bufferSlots) {
    const name = bufferDirective(family, slot);
    const origin = slotOrigin(slots[slot]);
    if (!slotsOfCheck[flaw.check].includes(slot) || origin === undefined || told.has(name)) continue;
    told.add(name);
    const size = slots.size.value === "unset" ? pageSize : slots.size.value;
    const number = slots.number.value === "unset" ? DEFAULT_NUMBER : slots.number.value;
    const isPair = slot === "number" || slot === "size";
    const value = isPair ? `${show(number, "number")} ${show(size, "size")}` : show(slots[slot].value, slot);
    const fact = `'${name}' is ${value}${slots[slot].written ? "" : " by the controller's default"}`;
    const place = origin.place();
    const key = `${place.file.path}:${place.span.start}`;
    const same = byPlace.get(key);
    if (same === undefined) byPlace.set(key, { at: origin, facts: [fact] });
    else same.facts.push(fact);
  }
  return [...byPlace.values()].map(({ at, facts }) => ({ at, message: `${facts.join(", ")}.` }));
}

function show(value: number | "unset" | "unknown", slot: BufferSlot): string {
  return typeof value !== "number" ? "?" : slot === "number" ? String(value) : formatSize(value);
}
