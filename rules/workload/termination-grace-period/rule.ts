import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { postShutdownSeconds } from "../../../src/knowledge/drain-times.ts";
import { endPhases } from "../../../src/model/controller-end.ts";
import { deregistrationDelay } from "../../../src/model/deregistration.ts";
import { hookOf } from "../../../src/model/stop-hook.ts";
import { judgedContainers } from "../../../src/model/traffic.ts";
import type { Known } from "../../../src/model/value.ts";
import type { Workload } from "../../../src/model/workload.ts";
import type { Origin } from "../../../src/text/origin.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";
import { type Chain, longestChain } from "./chain.ts";

export default defineRule({
  id: "termination-grace-period",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "A pod is killed before its preStop hook and the draining of its connections can end.",
  why: "The grace period counts from the start of the preStop hook; when it is over, the container is killed with its requests unanswered.",
  references: [
    "https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution",
    "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#worker-shutdown-timeout",
    "https://kubernetes.github.io/ingress-nginx/user-guide/cli-arguments/",
  ],
  lessons: [23],
  fixable: true,
  options: {
    drainSeconds: {
      type: "integer",
      default: 5,
      minimum: 0,
      description:
        "Time that is left to a container after its preStop wait at least, in seconds, where no setting in sight says how long it drains.",
    },
  },

  *check(workload, { options, project }) {
    const grace = workload.gracePeriodSeconds;
    if (grace.state === "unknown") return;
    const judged = judgedContainers(workload, "all");
    if (judged.length === 0) return;
    if (grace.value === 0) {
      yield report(workload, grace, {
        // Without a hook somebody may have meant just that.
        severity: workload.containers.some((it) => hookOf(it, 1, []).state !== "none") ? "error" : "warning",
        message: `${workload.label} has a grace period of 0 s: its pods are killed at once, without a preStop hook or SIGTERM.`,
        needed: 25,
        parts: [],
        help: "Remove 'terminationGracePeriodSeconds', which leaves the default of 30 s, or set it to what the pods need to end.",
      });
      return;
    }
    const controller = project.controllers.find((it) => it.workload === workload);
    const serving = new Set(judged.map((it) => it.container));
    const chain = longestChain(workload, grace.value, {
      serving,
      controller: controller?.container,
      ending: controller === undefined ? undefined : endPhases(controller),
    });
    if (chain !== undefined) {
      const found = flawOf(chain, grace.value, options.drainSeconds);
      if (found !== undefined) {
        yield report(workload, grace, { ...found, parts: chain.parts });
        return;
      }
    }
    const delay = deregistrationDelay(workload);
    if (delay === undefined || delay.value < grace.value) return;
    yield report(workload, grace, {
      severity: "warning",
      message: `The load balancer lets requests to ${workload.label} go on for ${delay.value} s, but its pods are killed after ${grace.value} s.`,
      needed: delay.value,
      help: `Set 'terminationGracePeriodSeconds' above ${delay.value}, or lower the deregistration delay.`,
      parts: [
        { setting: "deregistration_delay.timeout_seconds", seconds: delay.value, origin: delay.origin },
      ],
    });
  },
});

interface Flaw {
  readonly severity: "error" | "warning";
  readonly message: string;
  /** Seconds that everything takes. */
  readonly needed: number;
  /** Where it is not about the waits of the pod itself. */
  readonly help?: string;
}

function flawOf(chain: Chain, grace: number, drainSeconds: number): Flaw | undefined {
  const { container, waits, drains } = chain;
  const wait = sumOf(waits);
  const drain = sumOf(drains);
  const sum = wait + drain;
  const text = [...waits, ...drains].map((it) => `${it.seconds} s ${it.setting}`).join(" + ");
  if (wait > 0 && grace <= wait) {
    const what =
      waits.length === 1 && waits[0]!.setting === "preStop"
        ? `The preStop hook of ${container.label} waits ${wait} s`
        : `${capital(container.label)} waits ${wait} s (${text}) before it begins to end`;
    return {
      severity: "error",
      message: `${what}, but the pod is killed after ${grace} s.`,
      needed: drain > 0 ? sum : wait + 30,
    };
  }
  if (chain.isController ? grace < sum : drain > 0 && grace <= sum) {
    return {
      severity: "warning",
      message: `${capital(container.label)} takes up to ${sum} s to end (${text}), but the pod is killed after ${grace} s.`,
      needed: chain.isController ? sum + postShutdownSeconds : sum,
    };
  }
  if (drain === 0 && !chain.isController && wait > 0 && grace <= wait + drainSeconds) {
    return {
      severity: "warning",
      message: `The preStop hook of ${container.label} waits ${wait} s of the pod's ${grace} s, which leaves ${grace - wait} s to finish requests.`,
      needed: wait + 30,
    };
  }
  return undefined;
}

function sumOf(phases: readonly { readonly seconds: number }[]): number {
  return phases.reduce((sum, it) => sum + it.seconds, 0);
}

function report(
  workload: Workload,
  grace: Known<number>,
  flaw: Flaw & { readonly parts: Chain["parts"] },
): Finding {
  // Some seconds on top, up to the next half minute: what is added up is not all that happens.
  const proposed = Math.ceil((flaw.needed + 5) / 30) * 30;
  const parts = flaw.parts.filter(
    (it): it is { setting: string; seconds: number; origin: Origin } => it.origin !== undefined,
  );
  const isWritten = grace.state === "explicit" || parts.length === 0;
  return {
    at: isWritten ? grace.origin : parts[0]!.origin,
    severity: flaw.severity,
    message: flaw.message,
    help: flaw.help ?? `Set 'terminationGracePeriodSeconds' to ${proposed}, or shorten the waits.`,
    related: (isWritten ? parts : parts.slice(1)).map((it) => ({
      at: it.origin,
      message: `${it.seconds} s by '${it.setting}'.`,
    })),
    fix: () => fixOf(workload, proposed),
  };
}

/** Unsafe: every pod may take longer to end, and so do rollouts and drains of nodes. */
function fixOf(workload: Workload, seconds: number): Fix | undefined {
  const edits = setEntry(workload.manifest, workload.podSpec, "terminationGracePeriodSeconds", seconds);
  return edits && { description: `Raise the grace period to ${seconds} s`, safety: "unsafe", edits };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
