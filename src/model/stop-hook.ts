import { asMapping, asStringList, asText } from "./shape.ts";
import { waitOfCommand } from "./shell-wait.ts";
import { known } from "./value.ts";
import type { Container } from "./workload.ts";

/** What a container does before it is told to stop. */
export type Hook =
  /** It has no preStop hook. */
  | { readonly state: "none" }
  /** What it has cannot be judged from here: a script, a call to the application, a value that is not known yet. */
  | { readonly state: "unknown" }
  | {
      readonly state: "known";
      readonly seconds: number;
      readonly action: "sleep" | "exec" | "httpGet";
      readonly text: string;
    };

const unjudged: Hook = { state: "unknown" };

/** The preStop hook of a container. `drainPaths` are the paths whose endpoints wait; empty: nothing is known of endpoints. */
export function hookOf(container: Container, enough: number, drainPaths: readonly string[]): Hook {
  const { manifest } = container.workload;
  const lifecycle = asMapping(container.spec.lifecycle);
  const preStop = asMapping(lifecycle.preStop);
  if (manifest.isUnknown(container.spec, "lifecycle") || manifest.isUnknown(lifecycle, "preStop"))
    return unjudged;
  if (Object.keys(preStop).length === 0) return { state: "none" };

  if (preStop.sleep !== undefined && preStop.sleep !== null) {
    const { seconds } = asMapping(preStop.sleep);
    return typeof seconds === "number"
      ? { state: "known", seconds, action: "sleep", text: `sleep ${seconds}` }
      : unjudged;
  }
  const exec = asMapping(preStop.exec);
  const command = asStringList(exec.command);
  if (command.length > 0 && !manifest.isUnknown(preStop, "exec") && !manifest.isUnknown(exec, "command")) {
    if (command.some((_, at) => manifest.isUnknown(exec.command as object, at))) return unjudged;
    const seconds = waitOfCommand(command, { enough, env: (name) => known(container.env(name)) });
    return seconds === undefined
      ? unjudged
      : { state: "known", seconds, action: "exec", text: command.join(" ") };
  }
  const path = asText(asMapping(preStop.httpGet).path);
  if (path !== undefined && drainPaths.length > 0) {
    const waits = drainPaths.includes(path.replace(/\?.*$/s, ""));
    return {
      state: "known",
      seconds: waits ? Number.POSITIVE_INFINITY : 0,
      action: "httpGet",
      text: `GET ${path}`,
    };
  }
  return unjudged;
}
