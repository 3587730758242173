import type { NginxContextName } from "../../knowledge/nginx-directive-names.ts";

/** A word of a text and where it stands: UTF-16 offsets, the end is exclusive. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What stands at a place of a YAML text. It is told from lines and indentation, because a text that is being typed is often no YAML yet. */
export interface YamlCursor {
  /** The keys around, outermost first; list items have none. */
  readonly path: readonly string[];
  /** The key of the line, where the place is in its value. */
  readonly key: string | undefined;
  readonly word: Word;
  /** `kind` of the object. */
  readonly kind: string | undefined;
  /** The text of a block scalar up to the place, where the place is in one; its key is the last of `path`. */
  readonly block: string | undefined;
}

/** The word at an offset: what names of settings, flags and directives are made of. */
export function wordAt(text: string, offset: number): Word {
  const isPart = (at: number) => /[\w./-]/.test(text[at] ?? "");
  let start = offset;
  let end = offset;
  while (start > 0 && isPart(start - 1)) start -= 1;
  while (end < text.length && isPart(end)) end += 1;
  return { text: text.slice(start, end), start, end };
}

/** What stands at an offset of a YAML text. */
export function yamlCursor(text: string, offset: number): YamlCursor {
  const before = text.slice(0, offset).split(/\r?\n/);
  const rest = text.slice(offset);
  const line = before.at(-1)! + /^[^\r\n]*/.exec(rest)![0];
  const first = before.findLastIndex((it) => /^---(?:\s|$)/.test(it)) + 1;
  const after = text.slice(offset).split(/^---(?:\s|$)/m)[0]!;
  const kind = /^kind:\s*["']?(\w+)/m.exec(`${before.slice(first).join("\n")}${after}`)?.[1];
  const own = keyOf(line);
  // A blank line belongs to what the cursor's column says.
  const column = line.trim() === "" ? before.at(-1)!.length : own.column;
  const keys: string[] = [];
  let block: string | undefined;
  let limit = column;
  for (let index = before.length - 2; index >= first && limit > 0; index--) {
    const above = before[index]!;
    if (above.trim() === "" || /^\s*#/.test(above)) continue;
    const it = keyOf(above);
    if (it.column >= limit && !(it.isItem && it.dash < limit)) continue;
    limit = it.isItem ? it.dash : it.column;
    if (it.key === undefined) continue;
    keys.unshift(it.key);
    if (/:\s*[|>][-+\d]*\s*(?:#.*)?$/.test(above)) {
      block = [...before.slice(index + 1)].join("\n");
      // What was found below is text of the block scalar, not YAML.
      keys.splice(1);
    }
  }
  const isInValue = block === undefined && own.key !== undefined && before.at(-1)!.length > own.valueColumn;
  return {
    path: keys,
    key: isInValue ? own.key : undefined,
    word: wordAt(text, offset),
    kind,
    block,
  };
}

/** The key that a line begins with, the columns of it and of its dash. */
function keyOf(line: string) {
  const match = /^(\s*)((?:-\s+)*)(?:(["']?)([\w./-]+)\3\s*:(?=\s|$))?/.exec(line)!;
  const [whole, blank = "", dashes = "", , key] = match;
  const column = blank.length + dashes.length;
  return {
    key,
    column,
    dash: blank.length,
    isItem: dashes !== "",
    valueColumn: key === undefined ? Number.POSITIVE_INFINITY : whole.length - 1,
  };
}

/** Contexts of snippets, by what the keys and annotations that hold them end in. */
const snippetContexts: readonly (readonly [end: RegExp, context: NginxContextName])[] = [
  [/main-snippet$/, "main"],
  [/http-snippets?$/, "http"],
  [/(?:server|stream)-snippets?$/, "server"],
  [/(?:location|configuration|auth)-snippets?$/, "location"],
  [/stream-snippets?$/, "stream"],
  [/\.conf$/, "main"],
];

/** The context that the text of a key begins in; undefined where the key holds no nginx configuration. */
export function snippetContext(key: string): NginxContextName | undefined {
  return snippetContexts.find(([end]) => end.test(key))?.[1];
}

/** Blocks by the context around them. */
const blocks: Readonly<Record<string, NginxContextName>> = {
  "main http": "http",
  "main events": "events",
  "main stream": "stream",
  "main mail": "mail",
  "http server": "server",
  "http upstream": "upstream",
  "server location": "location",
  "location location": "location",
  "server if": "if-in-server",
  "location if": "if-in-location",
  "location limit_except": "limit_except",
  "stream server": "stream-server",
  "stream upstream": "stream-upstream",
  "mail server": "mail-server",
};

/**
 * The context at the end of an nginx text that begins in `outer`; undefined inside blocks that hold no directives (`map`, `types`). A part of a configuration
 * is taken for one of the context that its first block needs.
 */
export function nginxContextAt(text: string, outer: NginxContextName): NginxContextName | undefined {
  const stack: (NginxContextName | undefined)[] = [outer];
  let statement = "";
  // Comments and quoted words first: braces in them are text.
  for (const [token] of text.matchAll(/#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[{};]|[^\s{};#"']+/gs)) {
    if (token.startsWith("#")) continue;
    if (token === "{") {
      const name = statement.split(" ")[0]!;
      const around = stack.at(-1);
      stack.push(blocks[`${around} ${name}`] ?? blocks[`http ${name}`]);
      statement = "";
    } else if (token === "}") {
      if (stack.length > 1) stack.pop();
      statement = "";
    } else if (token === ";") statement = "";
    else statement = statement === "" ? token : `${statement} ${token}`;
  }
  return stack.at(-1);
}

/** Whether a directive's name is typed at the end of a text, not its arguments. */
export function isAtDirectiveName(text: string): boolean {
  return /(?:^|[;{}\n])[ \t]*[\w-]*$/.test(text);
}
