import type { BackendServer } from "../knowledge/backend-servers.ts";
import type { ServerOptions } from "./server-options.ts";
import { asMapping, asText } from "./shape.ts";
import type { Word } from "./shell.ts";
import type { Container } from "./workload.ts";

/** A server's configuration file as far as it is in scope. */
export type ServerFile =
  | { readonly state: "none" }
  | { readonly state: "missing" }
  | { readonly state: "read"; readonly text: string; readonly value: Word | undefined };

/** The server's configuration file: named by a flag, or at its usual path; `missing` where a flag names one that is not in scope. */
export function serverFileOf(
  server: BackendServer,
  container: Container,
  options: ServerOptions,
): ServerFile {
  const rule = server.file;
  if (rule === undefined) return { state: "none" };
  const named = options.find(rule.flags)?.text?.replace(/^(file|toml|python):/, "");
  const files = container.files.filter(({ path }) =>
    named === undefined
      ? rule.path?.test(path) === true
      : path === named || path.endsWith(`/${named.replace(/^(\.?\/)+/, "")}`),
  );
  if (files.length === 0) return { state: named === undefined ? "none" : "missing" };
  const texts: string[] = [];
  const values = new Map<string, Word>();
  for (const { configMap, key } of files) {
    const data = asMapping((configMap.object as { data?: unknown }).data);
    const text = asText(data[key]);
    if (text === undefined || configMap.isUnknown(data, key) || configMap.isSensitive(data, key))
      return { state: "missing" };
    texts.push(text);
    for (const match of text.matchAll(rule.value)) {
      const start = match.index + match[0].lastIndexOf(match[1]!);
      values.set(match[1]!, {
        text: match[1]!,
        origin: configMap.text(data, key).origin(start, start + match[1]!.length),
      });
    }
  }
  const text = texts.join("\n");
  if (values.size <= 1) return { state: "read", text, value: [...values.values()][0] };
  return { state: "read", text, value: { text: undefined, origin: [...values.values()][0]!.origin } };
}
