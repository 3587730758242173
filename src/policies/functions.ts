import { type CelFunc, CelScalar, celFunc } from "@bufbuild/cel";
import { parseNginxOffset, parseNginxTime } from "../model/nginx-values.ts";
import { parseQuantity } from "../model/quantity.ts";

/** A value that a function does not take is an error of the expression, with its place. */
function known<T>(value: T | undefined, text: unknown, what: string): T {
  if (value === undefined) throw new Error(`'${String(text)}' is no ${what}`);
  return value;
}

/**
 * What the language has besides CEL's own functions: `quantity('512Mi')` is 536870912.0, `nginxBytes('16k')` 16384, `nginxSeconds('1m 30s')` 90.0. Each reads what Kubernetes or nginx reads, and
 * fails on everything else.
 */
export const functions: readonly CelFunc[] = [
  celFunc("quantity", [CelScalar.DYN], CelScalar.DOUBLE, (it) =>
    known(parseQuantity(typeof it === "bigint" ? Number(it) : it), it, "quantity of Kubernetes"),
  ),
  celFunc("nginxBytes", [CelScalar.STRING], CelScalar.INT, (it) =>
    BigInt(known(parseNginxOffset(it), it, "size of nginx")),
  ),
  celFunc("nginxSeconds", [CelScalar.STRING], CelScalar.DOUBLE, (it) =>
    known(parseNginxTime(it), it, "time of nginx"),
  ),
];
