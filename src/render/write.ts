import { NginxConfFile } from "nginx-conf";
import { flatten } from "../model/nginx-config.ts";
import { RenderedDirective } from "../model/rendered-directive.ts";
import type { Directive } from "../parsers/nginx/directive.ts";

const INDENT = "    ";

/** Member names of the writer's tree: a directive of that name would replace the member. A blank after it does not trouble nginx. */
const reserved = new NginxConfFile({ ...emptyNode(), name: "" }).nginx as object;

/** How a configuration is written. */
export interface WriteOptions {
  /** What is said in a comment behind each directive; nothing where this is left out. */
  readonly comment?: (directive: Directive) => string;
}

/**
 * Directives as nginx configuration text, includes in place, every word quoted where nginx needs it. nginx-conf is the writer; it groups
 * directives of one name, which would change their order, so it is handed one statement at a time. Directives with a value that nobody knows are
 * left out and named in a comment, and so is what the controller prints and the renderer does not.
 */
export function writeNginx(directives: readonly Directive[], options: WriteOptions = {}, depth = 0): string {
  const prefix = INDENT.repeat(depth);
  let text = "";
  for (const directive of flatten(directives)) {
    text += isUnknown(directive)
      ? `${prefix}# ${directive.name}: ${unknownReason(directive)}\n`
      : `${prefix}${writeStatement(directive, options, depth)}`;
  }
  return text;
}

function writeStatement(directive: Directive, options: WriteOptions, depth: number): string {
  const comment = options.comment === undefined ? "" : `  # ${oneLine(options.comment(directive))}`;
  const file = new NginxConfFile(emptyNode(), { tab: INDENT });
  const words = [directive.name, ...directive.args.map((it) => it.value)].map(quoteWord);
  const statement = words.join(" ");
  const name = statement in reserved ? `${statement} ` : statement;
  if (directive.raw !== undefined) file.nginx._addVerbatimBlock(name, directive.raw);
  else if (directive.block !== undefined) {
    const inner = writeNotes(directive, depth + 1) + writeNginx(directive.block, options, depth + 1);
    file.nginx._addVerbatimBlock(name, `${comment}\n${inner}${INDENT.repeat(depth)}`);
    return `${file.toString().trimEnd()}\n`;
  } else file.nginx._add(name);
  return `${file.toString().trimEnd()}${comment}\n`;
}

function writeNotes(directive: Directive, depth: number): string {
  if (!(directive instanceof RenderedDirective)) return "";
  return directive.notes.map((it) => `${INDENT.repeat(depth)}# ${oneLine(it)}\n`).join("");
}

/** A comment ends with its line: what could end it is taken out. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

function emptyNode(): ConstructorParameters<typeof NginxConfFile>[0] {
  return {
    name: "nginx",
    value: "",
    parent: null,
    children: [],
    comments: [],
    isVerbatim: false,
    isBlock: false,
  };
}

/** Whether nobody knows one of the values. */
export function isUnknown(directive: Directive): boolean {
  return directive.args.some((it) => "state" in it && it.state === "unknown");
}

/** Why a directive has no value. A sensitive one is in sight, and not shown. */
export function unknownReason(directive: Directive): string {
  if (!(directive instanceof RenderedDirective)) return "value not known";
  const source = directive.args.find((it) => it.state === "unknown")?.source;
  if (source === "sensitive") return "(sensitive)";
  return source === undefined ? "value not known" : `value not known (${source})`;
}

/** A word as nginx has to read it to get this value (`ngx_conf_read_token`): bare where that is the same, else in quotes with `"` and `\` escaped. */
export function quoteWord(value: string): string {
  return /^[^\s;{}"'\\#][^\s;{}"'\\]*$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}
