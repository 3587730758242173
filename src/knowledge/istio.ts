/** Facts about Istio's traffic settings (istio/api networking/v1alpha3/*.proto; pilot/pkg/networking/core) and about the Envoy below. */

/** The API group of VirtualService and DestinationRule, in all versions (v1, v1beta1, v1alpha3). */
export const istioGroup = "networking.istio.io";

/** Limits of a DestinationRule's `connectionPool` that break a circuit, by section; each is 2^32 − 1 unless set. */
export const poolLimits: readonly (readonly [section: "tcp" | "http", field: string])[] = [
  ["tcp", "maxConnections"],
  ["http", "http1MaxPendingRequests"],
  ["http", "http2MaxRequests"],
  ["http", "maxRetries"],
];

/** The fields are int32: this is the largest that can be written, and as good as no limit. */
export const largestLimit = 2 ** 31 - 1;

/** What limits are unless set. */
export const defaultLimit = 2 ** 32 - 1;

/** `outlierDetection`'s own values where it leaves a field out. A 0 for the percentage counts as left out. */
export const outlierDefaults = { consecutive5xxErrors: 5, maxEjectionPercent: 10 } as const;

/**
 * Istio and Envoy since which a host is ejected only where the share of ejected hosts stays within `maxEjectionPercent` with it, so that 10 % of fewer than
 * ten hosts is none (source/common/upstream/outlier_detection_impl.cc: ejectHost). Before, one host was always ejected; Envoy's
 * `always_eject_one_host` has no field in a DestinationRule.
 */
export const wholeHostsSince = "Istio 1.23 (Envoy 1.31)";

/** Retries of a route that says nothing about them. */
export const defaultRetries = 2;

/** Envoy's own route timeout in seconds, which Istio switches off. */
export const envoyRouteTimeoutSeconds = 15;

/** Conditions under which no backend has begun to work on the request (Envoy: router filter, x-envoy-retry-on). */
export const unprocessedConditions: ReadonlySet<string> = new Set([
  "connect-failure",
  "refused-stream",
  "reset-before-request",
]);
