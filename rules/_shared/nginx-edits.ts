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
 * line where that holds more than the one directive. Undefined where the text of the directive cannot be found as written.
 */
export function insertAfter(project: Project, directive: Directive, text: string): TextEdit[] | undefined {
  const { file, span } = directive.origin.place();
  const written = file.text.slice(span.start, span.end);
  if (!isEditable(project, file) || directive.block !== undefined || /["\\]/.test(text)) return undefined;
  if (!written.startsWith(directive.name) || !written.endsWith(";") || written.includes("\\n"))
    return undefined;
  const indent = file.text.slice(file.text.lastIndexOf("\n", span.start - 1) + 1, span.start);
  const lf = file.text.indexOf("\n", span.end);
  const end = lf === -1 ? file.text.length : lf - (file.text[lf - 1] === "\r" ? 1 : 0);
  const isAlone = /^\s*$/.test(indent) && /^\s*(?:#.*)?$/.test(file.text.slice(span.end, end));
  if (!isAlone) return [{ file, span: { start: span.end, end: span.end }, text: ` ${text}` }];
  return [
    {
      file,
      span: { start: end, end },
      text: `${lineBreakNear(file.text, end)}${indent}${text}`,
    },
  ];
}
