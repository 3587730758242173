import type { EndPhase } from "../../../src/model/controller-end.ts";
import { drainTimeOf } from "../../../src/model/drain-time.ts";
import { hookOf } from "../../../src/model/stop-hook.ts";
import type { Container, Workload } from "../../../src/model/workload.ts";

/** What one container does from the order to stop until it has ended, as far as it is known. */
export interface Chain {
  readonly container: Container;
  readonly isController: boolean;
  /** What passes before it begins to end: the preStop hook, and a controller's own wait. */
  readonly waits: readonly EndPhase[];
  /** How long it lets open requests finish. */
  readonly drains: readonly EndPhase[];
  readonly parts: readonly EndPhase[];
}

/** What is known of the pod besides its containers. */
export interface Surroundings {
  /** Containers that requests reach: of the others only the hook counts. */
  readonly serving: ReadonlySet<Container>;
  readonly controller: Container | undefined;
  /** The controller's own phases; undefined where they are not known. */
  readonly ending: readonly EndPhase[] | undefined;
}

/**
 * The chain of the container that takes longest; undefined where none is known. All hooks of a pod run at once, those of native sidecars too: only their SIGTERM waits
 * for the main containers (pkg/kubelet/kuberuntime, killContainer). `grace` is the pod's grace period in seconds.
 */
export function longestChain(workload: Workload, grace: number, around: Surroundings): Chain | undefined {
  let longest: Chain | undefined;
  let most = 0;
  for (const container of workload.containers) {
    if (container.role !== "main" && container.role !== "sidecar") continue;
    const chain = chainOf(container, grace, around);
    const sum = chain.parts.reduce((total, it) => total + it.seconds, 0);
    if (sum > most) {
      most = sum;
      longest = chain;
    }
  }
  return longest;
}

function chainOf(container: Container, grace: number, around: Surroundings): Chain {
  const isController = container === around.controller;
  const waits = [...hookWait(container, grace)];
  const drains: EndPhase[] = [];
  if (isController) {
    const [wait, drain] = around.ending ?? [];
    if (wait !== undefined && wait.seconds > 0) waits.push(wait);
    if (drain !== undefined) drains.push(drain);
  } else if (around.serving.has(container)) {
    const drain = drainTimeOf(container);
    if (drain !== undefined && drain.seconds > 0 && Number.isFinite(drain.seconds)) drains.push(drain);
  }
  return { container, isController, waits, drains, parts: [...waits, ...drains] };
}

/** The wait of the hook that is certain. `/wait-shutdown` only waits for what its controller does anyway. */
function hookWait(container: Container, grace: number): readonly EndPhase[] {
  const hook = hookOf(container, grace, []);
  if (hook.state !== "known" || hook.seconds === 0 || !Number.isFinite(hook.seconds)) return [];
  const lifecycle = container.spec.lifecycle!;
  return [{ setting: "preStop", seconds: hook.seconds, origin: container.locate(lifecycle, "preStop") }];
}
