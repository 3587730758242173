import { defineRule } from "../../../src/engine/rule.ts";
import { cronIntervalMinutes } from "../../../src/knowledge/cron-interval.ts";
import { asMapping, asText } from "../../../src/model/shape.ts";
import { quote } from "../../../src/text/quote.ts";
import { limitsBandwidth, transferOf } from "./transfer.ts";

export default defineRule({
  id: "cronjob-burst",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary:
    "A job that copies data runs every few minutes, may overlap with itself, and has no bandwidth limit.",
  why: "Runs that last longer than the interval pile up and saturate the node's network; requests to all pods of that node time out.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy",
    "https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/#support-traffic-shaping",
  ],
  lessons: [20],
  options: {
    maximumMinutes: {
      type: "integer",
      default: 5,
      minimum: 1,
      description: "Longest time between two runs that is judged, in minutes.",
    },
  },

  *check(workload, { options }) {
    if (workload.kind !== "CronJob") return;
    const { manifest } = workload;
    const spec = asMapping((manifest.object as { spec?: unknown }).spec);
    const keys = ["schedule", "concurrencyPolicy", "suspend"];
    if (spec.suspend === true || keys.some((it) => manifest.isUnknown(spec, it))) return;
    const policy = asText(spec.concurrencyPolicy) || "Allow";
    const minutes = cronIntervalMinutes(asText(spec.schedule) ?? "");
    if (policy !== "Allow" || minutes === undefined || minutes > options.maximumMinutes) return;
    const transfer = transferOf(workload);
    if (transfer === undefined || limitsBandwidth(workload)) return;
    const isWritten = spec.concurrencyPolicy !== undefined && spec.concurrencyPolicy !== null;
    const interval = minutes === 1 ? "every minute" : `every ${Math.round(minutes * 10) / 10} minutes`;
    yield {
      at: isWritten ? manifest.locate(spec, "concurrencyPolicy") : manifest.locate(spec, "schedule"),
      message: `${workload.label} copies data (${quote(transfer.word)}) ${interval}; slow runs overlap (concurrencyPolicy 'Allow'), and nothing limits their bandwidth.`,
      help: "Set 'concurrencyPolicy: Forbid', and limit the bandwidth: by the tool's own option or the annotation 'kubernetes.io/egress-bandwidth'.",
      related: [
        ...(isWritten ? [{ at: manifest.locate(spec, "schedule"), message: `It runs ${interval}.` }] : []),
        { at: transfer.origin, message: "This says that it copies data." },
      ],
    };
  },
});
