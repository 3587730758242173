import { isMapping, type Mapping } from "./shape.ts";
import type { Container } from "./workload.ts";

/** A probe as the kubelet runs it, defaults filled in. */
export interface Probe {
  readonly spec: Mapping;
  /** Seconds between two probes. */
  readonly period: number;
  /** Seconds that one probe may take. */
  readonly timeout: number;
  /** Failures in a row that count. */
  readonly failures: number;
}

export type ProbeKind = "livenessProbe" | "readinessProbe" | "startupProbe";

/**
 * A probe of a container: `none` where it has none, `unknown` where that or one of its numbers is not known. Defaults: every 10 s, for 1 s,
 * 3 failures (Kubernetes: Configure Probes; API defaults of core/v1 take 0 for "not set").
 */
export function probeOf(container: Container, kind: ProbeKind): Probe | "none" | "unknown" {
  const { manifest } = container.workload;
  if (manifest.isUnknown(container.spec, kind)) return "unknown";
  const spec: unknown = container.spec[kind];
  if (!isMapping(spec) || Object.keys(spec).length === 0)
    return spec === undefined || spec === null ? "none" : "unknown";
  const numbers = (["periodSeconds", "timeoutSeconds", "failureThreshold"] as const).map((key) => {
    if (manifest.isUnknown(spec, key)) return undefined;
    const value = spec[key];
    if (value === undefined || value === null || value === 0) return defaults[key];
    return typeof value === "number" ? value : undefined;
  });
  const [period, timeout, failures] = numbers;
  if (period === undefined || timeout === undefined || failures === undefined) return "unknown";
  return { spec, period, timeout, failures };
}

const defaults = { periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 } as const;

/**
 * Seconds of silence after which the container counts as failed, at the latest: the silence begins right after a probe that passed, `failures` more
 * follow one period apart (or one timeout, where that is longer: a worker of the kubelet's prober runs one probe at a time), and the last one runs
 * out (pkg/kubelet/prober/worker.go).
 */
export function patienceOf(probe: Probe): number {
  return Math.max(probe.period, probe.timeout) * probe.failures + probe.timeout;
}
