const multipliers: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const form = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;

/**
 * A Kubernetes quantity in its base unit: CPUs, or bytes. `500m` is 0.5, `2` is 2, `1e3m` is 1, `1Gi` is 2^30.
 * Undefined when it is none. (apimachinery pkg/api/resource/quantity.go; the API server refuses an exponent together with a
 * suffix, here it is read as what it means.)
 */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  const match = form.exec(value.trim());
  if (match === null) return undefined;
  const amount = Number(match[1]) * 10 ** Number(match[2] ?? 0) * multipliers[match[3] ?? ""]!;
  return Number.isFinite(amount) ? amount : undefined;
}
