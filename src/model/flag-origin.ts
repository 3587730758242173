import type { Origin } from "../text/origin.ts";
import { asStringList } from "./shape.ts";
import type { Container } from "./workload.ts";

/** Where a flag (name without dashes) stands on a container's command line: the last word that says it, as for its value; undefined where none does. */
export function flagOrigin({ spec, workload }: Container, name: string): Origin | undefined {
  const isFlag = new RegExp(`^--?${name}(=|$)`);
  for (const list of [spec.args, spec.command]) {
    const at = asStringList(list).findLastIndex((it) => isFlag.test(it));
    if (at !== -1) return workload.manifest.locate(list!, at);
  }
  return undefined;
}
