import type { Hover, Position } from "vscode-languageserver/node";
import type { Result } from "../../engine/finding.ts";
import type { Rule } from "../../engine/rule.ts";
import type { InputKind } from "../../inputs/input-file.ts";
import { helpUri } from "../links.ts";
import { nginxContextAt, snippetContext, wordAt, yamlCursor } from "./cursor.ts";
import { rangeOf } from "./diagnostics.ts";
import { annotationProduct, directiveHover, type KnownController, settingHover } from "./knowledge.ts";

/** What is known of the setting or directive at a place, and of the rules whose findings stand there. */
export function hoverAt(
  text: string,
  offset: number,
  position: Position,
  kind: InputKind | undefined,
  controllers: readonly KnownController[],
  findings: readonly Result[],
  rules: readonly Rule[],
): Hover | undefined {
  const setting = settingAt(text, offset, kind, controllers);
  const ids = new Set(findings.filter((it) => isIn(position, rangeOf(it.at))).map((it) => it.ruleId));
  const reasons = rules
    .filter((it) => ids.has(it.id))
    .map((it) => `**[${it.id}](${helpUri(it.id)})** ${it.summary} ${it.why}`);
  const value = [...(setting === undefined ? [] : [setting]), ...reasons].join("\n\n---\n\n");
  return value === "" ? undefined : { contents: { kind: "markdown", value } };
}

function settingAt(
  text: string,
  offset: number,
  kind: InputKind | undefined,
  controllers: readonly KnownController[],
): string | undefined {
  const { text: word } = wordAt(text, offset);
  if (word === "") return undefined;
  if (kind === "nginx") return directiveHover(word);
  if (kind !== "yaml") return undefined;
  if (/^--?[a-z]/.test(word)) return settingHover("flag", word.replace(/^-+/, ""), controllers);
  if (annotationProduct(word) !== undefined) return settingHover("annotation", word, controllers);
  const cursor = yamlCursor(text, offset);
  const outer = cursor.block === undefined ? undefined : snippetContext(cursor.path.at(-1) ?? "");
  if (cursor.block !== undefined)
    return outer === undefined || nginxContextAt(cursor.block, outer) === undefined
      ? undefined
      : directiveHover(word);
  return cursor.key === undefined && isSettingsMap(cursor.path, cursor.kind)
    ? settingHover("configmap", word, controllers)
    : undefined;
}

/** Whether the keys of a mapping are those of a controller's ConfigMap: `data` of one, or `config` and `configMap.data` in a chart's values. */
export function isSettingsMap(path: readonly string[], kind: string | undefined): boolean {
  const [last, before] = [path.at(-1), path.at(-2)];
  if (last === "data" && path.length === 1) return kind === "ConfigMap";
  return (last === "config" && before === "controller") || (last === "entries" && before === "config");
}

function isIn({ line, character }: Position, { start, end }: ReturnType<typeof rangeOf>): boolean {
  return (
    (line > start.line || (line === start.line && character >= start.character)) &&
    (line < end.line || (line === end.line && character <= end.character))
  );
}
