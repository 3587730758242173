import type { Finding } from "../../../src/engine/finding.ts";
import { type AgentFile, type LogAgent, logAgents } from "../../../src/knowledge/log-agents.ts";
import { placeOf } from "../../../src/model/log-file.ts";
import { asMapping } from "../../../src/model/shape.ts";
import type { Container } from "../../../src/model/workload.ts";
import type { Origin } from "../../../src/text/origin.ts";
import { quote } from "../../../src/text/quote.ts";
import { isRotated } from "./rotation.ts";

/** The agent that a container runs, by its image. */
export function agentIn({ image }: Container): LogAgent | undefined {
  return image === undefined ? undefined : logAgents.find((it) => it.image.test(image.name));
}

/** Files that the log agent in a container writes and never shortens. */
export function* agentFiles(container: Container): Iterable<Finding> {
  const agent = agentIn(container);
  if (agent === undefined || isRotated(container)) return;
  for (const file of container.files) {
    const data = asMapping((file.configMap.object as { data?: unknown }).data);
    const text = data[file.key];
    if (typeof text !== "string" || file.configMap.isSensitive(data, file.key)) continue;
    for (const kind of agent.config)
      for (const match of withoutComments(text).matchAll(kind.text)) {
        // The last line of the match is where the path stands.
        const end = match.index + match[0].trimEnd().length;
        const start = text.lastIndexOf("\n", end - 1) + 1;
        const from = start + (/^[ \t]*/.exec(text.slice(start, end))?.[0].length ?? 0);
        const origin = file.configMap.text(data, file.key).origin(Math.max(from, match.index), end);
        yield* report(container, agent, kind, match[1], origin);
      }
  }
  const line = container.commandLine.join(" ");
  for (const kind of agent.command) {
    if (kind.bounded?.test(line) === true) continue;
    for (const match of line.matchAll(kind.text)) yield* report(container, agent, kind, match[1]);
  }
}

/** The same text, of the same length, with comments blanked out. */
function withoutComments(text: string): string {
  return text.replace(/(^|[ \t])#[^\n]*/gm, (it) => " ".repeat(it.length));
}

function* report(
  container: Container,
  agent: LogAgent,
  kind: AgentFile,
  path: string | undefined,
  inConfig?: Origin,
): Iterable<Finding> {
  if (path !== undefined && (/^\/(?:dev|proc)\//.test(path) || placeOf(container, path).isShared)) return;
  const what = path === undefined ? "files" : quote(path);
  yield {
    at: inConfig ?? container.nameOrigin,
    message: `${agent.name} in ${container.label} fills ${what} by its ${kind.what}, and nothing in sight rotates it.`,
    help: "Log to stdout, or add a container that runs logrotate over the same volume.",
    related:
      inConfig === undefined ? [] : [{ at: container.nameOrigin, message: `${agent.name} runs here.` }],
    key: path ?? kind.what,
  };
}
