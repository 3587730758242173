import type { TextEdit } from "../../src/engine/finding.ts";
import type { NginxConfig } from "../../src/model/nginx-config.ts";
import type { Project } from "../../src/model/project.ts";
import type { SourceFile } from "../../src/text/source-file.ts";
import { lineBreakNear } from "./line-break.ts";

type Directive = NginxConfig["directives"][number];
type Argument = Directive["args"][number];

const recordsOf = new WeakMap<Project, ReadonlySet<SourceFile>>();

/** Whether text edits in the file mean anything: a plan is a record of what was decided elsewhere. */
function isEditable(project: Project, file: SourceFile): boolean {
  const records =
    recordsOf.get(project) ??
    new Set(project.manifests.filter((it) => !it.source.editable).map((it) => it.source.file));
  recordsOf.set(project, records);
  return !records.has(file);
}

/**
 * Edits that give an argument another value; its quotes stay. `value` is what nginx is to see. Undefined where the file carries no
 * edits, where the argument does not stand in the text letter by letter (folded or escaped by YAML or JSON), or where
 * the value would need other quotes.
 */
export function replaceArgument(project: Project, argument: Argument, value: string): TextEdit[] | undefined {
  const { file, span } = argument.origin.place();
  const quote = argument.quote ?? "";
  if (
    !isEditable(project, file) ||
    file.text.slice(span.start, span.end) !== `${quote}${argument.value}${quote}`
  )
    return undefined;
  if (/["'\\\p{Cc}]/u.test(value) || (quote === "" && (value === "" || /[\s;{}#]/.test(value))))
    return undefined;
  return [{ file, span, text: `${quote}${value}${quote}` }];
}

/**
 * Edits that add a directive, given with its `;`, after another one: on a line of its own with the same indentation, or on the same
 * line where that holds more than the one directive. Several directives are given with a line break between them. Undefined where
 * the text of the directive cannot be found as written.
 */
export function insertAfter(project: Project, directive: Directive, text: string): TextEdit[] | undefined {
  const { file, span } = directive.origin.place();
  const written = file.text.slice(span.start, span.end);
  if (!isEditable(project, file) || directive.block !== undefined || text.includes("\\")) return undefined;
  if (text.includes('"') && !takesQuotes(project, file, span.start)) return undefined;
  if (!written.startsWith(directive.name) || !written.endsWith(";") || written.includes("\\n"))
    return undefined;
  const indent = file.text.slice(file.text.lastIndexOf("\n", span.start - 1) + 1, span.start);
  const lf = file.text.indexOf("\n", span.end);
  const end = lf === -1 ? file.text.length : lf - (file.text[lf - 1] === "\r" ? 1 : 0);
  const isAlone = /^\s*$/.test(indent) && /^\s*(?:#.*)?$/.test(file.text.slice(span.end, end));
  const lines = text.split("\n");
  if (!isAlone) return [{ file, span: { start: span.end, end: span.end }, text: ` ${lines.join(" ")}` }];
  return [
    {
      file,
      span: { start: end, end },
      text: lines.map((it) => `${lineBreakNear(file.text, end)}${indent}${it}`).join(""),
    },
  ];
}

/** Edits that take a directive away, with its line where it stands alone there. Undefined where it is not found as written. */
export function removeDirective(project: Project, directive: Directive): TextEdit[] | undefined {
  const { file, span } = directive.origin.place();
  const written = file.text.slice(span.start, span.end);
  if (!isEditable(project, file) || directive.block !== undefined) return undefined;
  if (!written.startsWith(directive.name) || !written.endsWith(";") || written.includes("\\n"))
    return undefined;
  const start = file.text.lastIndexOf("\n", span.start - 1) + 1;
  const lf = file.text.indexOf("\n", span.end);
  const isAlone =
    start > 0 &&
    lf !== -1 &&
    /^\s*$/.test(file.text.slice(start, span.start)) &&
    /^\s*$/.test(file.text.slice(span.end, lf));
  if (isAlone) return [{ file, span: { start, end: lf + 1 }, text: "" }];
  const blanks = /^[ \t]*/.exec(file.text.slice(span.end))![0].length;
  return [{ file, span: { start: span.start, end: span.end + blanks }, text: "" }];
}

const manifestFiles = new WeakMap<Project, ReadonlySet<SourceFile>>();

/**
 * Whether double quotes may be written at an offset: in a file of nginx's own, and in a literal block of YAML (`key: |`), where every character
 * stands for itself.
 */
function takesQuotes(project: Project, file: SourceFile, offset: number): boolean {
  const files = manifestFiles.get(project) ?? new Set(project.manifests.map((it) => it.source.file));
  manifestFiles.set(project, files);
  if (!files.has(file)) return true;
  const lines = file.text.slice(0, offset).split("\n");
  let indent = indentOf(lines.pop()!);
  for (const line of lines.reverse()) {
    if (line.trim() === "" || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    if (/:[ \t]+\|[+-]?\d?[+-]?[ \t\r]*(?:#.*)?$/.test(line)) return true;
  }
  return false;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
