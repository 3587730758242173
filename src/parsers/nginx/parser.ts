import type { LocatedText } from "../../text/origin.ts";
import { dataBlocks } from "./data-blocks.ts";
import type { Directive, NginxTree } from "./directive.ts";
import { Lexer } from "./lexer.ts";
import { scanLuaBlock } from "./lua-lexer.ts";
import { ParsedDirective, ParsedTree } from "./parsed-tree.ts";
import { wordValue } from "./words.ts";

const BYTE_ORDER_MARK = "\ufeff";

/** Hostile input can hold an error per character; nobody reads more than these. */
const MAX_ERRORS = 100;

/** A block being read. Without a directive it stands for a stray `{`, whose contents belong to the block around it. */
interface OpenBlock {
  readonly directive: ParsedDirective | undefined;
  readonly parent: Directive | undefined;
  readonly children: ParsedDirective[];
}

/**
 * Reads nginx configuration as nginx 1.22.1 does (`ngx_conf_parse`), without knowledge of directives: unknown names,
 * wrong contexts and argument counts are not judged. Never throws; after an error the tree holds everything that can
 * still be made out. `parent` becomes the parent of the outermost directives: an include's surrounding block.
 */
export function parseNginx(source: LocatedText, parent?: Directive): NginxTree {
  const text = source.text;
  const tree = new ParsedTree(source);
  const report = (reason: string, start: number, end: number): void => {
    if (tree.errors.length >= MAX_ERRORS) return;
    const origin = source.origin(start, end);
    tree.errors.push({ reason, origin });
  };

  const start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  const markRefusal = start === 1 ? refuseByteOrderMark(text) : undefined;
  if (markRefusal?.startsWith("unknown")) report(markRefusal, 0, 1);

  const lexer = new Lexer(text, start, report);
  const names = new Map<string, string>();
  const open: OpenBlock[] = [{ directive: undefined, parent, children: tree.directives }];
  for (;;) {
    const block = open[open.length - 1]!;
    lexer.inData = block.directive !== undefined && dataBlocks.has(block.directive.name);
    const statement = lexer.next();

    if (statement === "end") break;

    if (statement === "close") {
      if (open.length === 1) {
        report('unexpected "}"', lexer.end - 1, lexer.end);
      } else {
        if (block.directive !== undefined) block.directive.blockEnd = lexer.end;
        open.pop();
      }
      continue;
    }

    if (lexer.wordCount === 0) {
      open.push({ ...block, directive: undefined });
      continue;
    }

    const first = lexer.firstWord;
    const name = intern(names, wordValue(text, lexer.words.at(first), lexer.words.at(first + 1)));
    const directive = new ParsedDirective(tree, name, first, lexer.wordCount, lexer.end, block.parent);
    block.children.push(directive);
    if (statement === "simple") continue;

    if (lexer.inData) report('unexpected "{"', lexer.end - 1, lexer.end);
    if (name.endsWith("_by_lua_block")) {
      const lua = scanLuaBlock(text, lexer.end);
      directive.rawEnd = lua.end;
      directive.blockEnd = Math.min(lua.end + 1, text.length);
      lexer.position = directive.blockEnd;
      if (lua.error !== undefined) {
        report(lua.error.reason, lua.error.at, lua.error.at);
        lexer.endedInside = true;
      }
      continue;
    }
    const children: ParsedDirective[] = [];
    directive.block = children;
    open.push({ directive, parent: directive, children });
  }

  const unclosed = open.filter((it) => it.directive !== undefined);
  for (const it of unclosed) it.directive!.blockEnd = text.length;
  if (unclosed.length > 0 && !lexer.endedInside) {
    report('unexpected end of file, expecting "}"', text.length, text.length);
  }
  if (markRefusal !== undefined && tree.errors.length === 0) report(markRefusal, 0, 1);
  tree.keep(lexer.words, lexer.comments);
  return tree;
}

/** One string per name, so that a large file's thousand `location`s share it. */
function intern(names: Map<string, string>, name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, name);
  return name;
}

/**
 * nginx takes a byte order mark for the first letter of a word: its reason for refusing that. It is reported at the mark,
 * which is what has to go, and the text is read as if the mark were not there.
 */
function refuseByteOrderMark(text: string): string {
  let refusal: string | undefined;
  const lexer = new Lexer(text, 0, (reason) => {
    refusal ??= reason;
  });
  lexer.next();
  return refusal ?? `unknown directive "${wordValue(text, lexer.words.at(0), lexer.words.at(1))}"`;
}
