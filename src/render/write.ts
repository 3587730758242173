import { NginxConfFile } from "nginx-conf";
import { flatten } from "../model/nginx-config.ts";
import type { Directive } from "../parsers/nginx/directive.ts";

const INDENT = "    ";

/** Member names of the writer's tree: a directive of that name would replace the member. A blank after it does not trouble nginx. */
const reserved = new NginxConfFile({ ...emptyNode(), name: "" }).nginx as object;

/**
 * Directives as nginx configuration text, includes in place, every word quoted where nginx needs it. nginx-conf is the writer; it groups
 * directives of one name, which would change their order, so it is handed one statement at a time. Directives with a value that nobody knows are
 * left out and named in a comment.
 */
export function writeNginx(directives: readonly Directive[], depth = 0): string {
  const prefix = INDENT.repeat(depth);
  let text = "";
  for (const directive of flatten(directives)) {
    if (isUnknown(directive)) {
      text += `${prefix}# ${directive.name}: value not known\n`;
      continue;
    }
    text += `${prefix}${writeStatement(directive, depth)}`;
  }
  return text;
}

function writeStatement(directive: Directive, depth: number): string {
  const file = new NginxConfFile(emptyNode(), { tab: INDENT });
  const words = [directive.name, ...directive.args.map((it) => it.value)].map(quoteWord);
  const statement = words.join(" ");
  const name = statement in reserved ? `${statement} ` : statement;
  if (directive.raw !== undefined) file.nginx._addVerbatimBlock(name, directive.raw);
  else if (directive.block !== undefined) {
    const inner = writeNginx(directive.block, depth + 1);
    file.nginx._addVerbatimBlock(name, `\n${inner}${INDENT.repeat(depth)}`);
  } else file.nginx._add(name);
  return `${file.toString().trimEnd()}\n`;
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

function isUnknown(directive: Directive): boolean {
  return directive.args.some((it) => "state" in it && it.state === "unknown");
}

/** A word as nginx has to read it to get this value (`ngx_conf_read_token`): bare where that is the same, else in quotes with `"` and `\` escaped. */
function quoteWord(value: string): string {
  return /^[^\s;{}"'\\#][^\s;{}"'\\]*$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}
