import type { Io } from "./io.ts";

/**
 * Whether to write colours to standard output: the option decides, then `NO_COLOR` (no-color.org: any value but the empty
 * one), then `FORCE_COLOR` (any value but `0` and `false`), then whether it is a terminal that can show them.
 */
export function wantsColor(option: boolean | undefined, { env, isTTY }: Pick<Io, "env" | "isTTY">): boolean {
  if (option !== undefined) return option;
  if (env.NO_COLOR) return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTTY === true && env.TERM !== "dumb";
}
