import type { BackendServer, IdleSetting } from "../knowledge/backend-servers.ts";
import { type BackendTimeout, readIdleTime } from "./idle-value.ts";
import { findProperty } from "./property-file.ts";
import type { ServerOptions } from "./server-options.ts";
import { asMapping, asText } from "./shape.ts";
import type { Word } from "./shell.ts";
import { explicit } from "./value.ts";
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

/** The value of the first property setting that mounted property files hold; unknown where they differ. Undefined: none holds one. */
export function propertyIn(
  files: RegExp,
  settings: readonly IdleSetting[],
  container: Container,
): { readonly setting: IdleSetting; readonly value: BackendTimeout["value"] } | undefined {
  const mounted = container.files.filter((it) => files.test(it.path));
  for (const setting of settings.filter((it) => it.kind === "property")) {
    const words = new Map<string, Word>();
    for (const { path, configMap, key } of mounted) {
      const data = asMapping((configMap.object as { data?: unknown }).data);
      const text = asText(data[key]);
      if (text === undefined || configMap.isUnknown(data, key) || configMap.isSensitive(data, key)) continue;
      const format = path.endsWith(".properties") ? "properties" : "yaml";
      for (const found of findProperty(text, format, setting.names[0]!)) {
        const origin = configMap.text(data, key).origin(found.start, found.end);
        words.set(found.text, { text: found.text, origin });
      }
    }
    const [first] = words.values();
    if (first === undefined) continue;
    // Profiles that differ: which of them runs is not to be told.
    const word = words.size > 1 ? { text: undefined, origin: first.origin } : first;
    return { setting, value: readIdleTime(word, setting) ?? explicit(0, first.origin) };
  }
  return undefined;
}
