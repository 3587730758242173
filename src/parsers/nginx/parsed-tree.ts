import type { LocatedText, Origin } from "../../text/origin.ts";
import type { Argument, Directive, NginxComment, NginxSyntaxError, NginxTree } from "./directive.ts";
import { IntList, quoteOf, wordValue } from "./words.ts";

/** What `parseNginx` makes of a text. Directives keep offsets; strings and places are made when asked for. */
export class ParsedTree implements NginxTree {
  readonly source: LocatedText;
  readonly directives: ParsedDirective[] = [];
  readonly errors: NginxSyntaxError[] = [];
  #words = new IntList();
  #commentSpans = new IntList();
  #comments: NginxComment[] | undefined;

  constructor(source: LocatedText) {
    this.source = source;
  }

  /** Takes over the offset pairs of all words and of all comments. */
  keep(words: IntList, comments: IntList): void {
    this.#words = words;
    this.#commentSpans = comments;
  }

  get comments(): readonly NginxComment[] {
    this.#comments ??= this.#makeComments();
    return this.#comments;
  }

  #makeComments(): NginxComment[] {
    const comments: NginxComment[] = [];
    for (let index = 0; index < this.#commentSpans.length; index += 2) {
      comments.push(
        new ParsedComment(this.source, this.#commentSpans.at(index), this.#commentSpans.at(index + 1)),
      );
    }
    return comments;
  }

  /** Start of the word whose offset pair begins at `index`. */
  wordStart(index: number): number {
    return this.#words.at(index);
  }

  wordEnd(index: number): number {
    return this.#words.at(index + 1);
  }
}

class ParsedComment implements NginxComment {
  readonly #source: LocatedText;
  readonly #start: number;
  readonly #end: number;

  constructor(source: LocatedText, start: number, end: number) {
    this.#source = source;
    this.#start = start;
    this.#end = end;
  }

  get text(): string {
    const text = this.#source.text.slice(this.#start + 1, this.#end);
    return text.endsWith("\r") ? text.slice(0, -1) : text;
  }

  get origin(): Origin {
    return this.#source.origin(this.#start, this.#end);
  }
}

class ParsedArgument implements Argument {
  readonly #tree: ParsedTree;
  #value: string | undefined;
  readonly #index: number;

  constructor(tree: ParsedTree, index: number) {
    this.#tree = tree;
    this.#index = index;
  }

  get value(): string {
    const tree = this.#tree;
    this.#value ??= wordValue(tree.source.text, tree.wordStart(this.#index), tree.wordEnd(this.#index));
    return this.#value;
  }

  get quote(): '"' | "'" | undefined {
    return quoteOf(this.#tree.source.text, this.#tree.wordStart(this.#index));
  }

  get origin(): Origin {
    return this.#tree.source.origin(this.#tree.wordStart(this.#index), this.#tree.wordEnd(this.#index));
  }
}

const noArguments: readonly Argument[] = [];

/** A directive that stands in a text. Its `included` is filled by `resolveIncludes`. */
export class ParsedDirective implements Directive {
  readonly name: string;
  readonly parent: Directive | undefined;
  block: readonly ParsedDirective[] | undefined = undefined;
  included: readonly NginxTree[] | undefined = undefined;
  /** Offset of the brace that closes a Lua block; -1 for every other directive. */
  rawEnd = -1;
  /** Offset after the `}` of the block; -1 without a block. */
  blockEnd = -1;
  readonly #tree: ParsedTree;
  readonly #firstWord: number;
  readonly #wordCount: number;
  readonly #end: number;
  #args: readonly Argument[] | undefined;

  /** `firstWord` indexes the offset pairs of the tree; `end` is the offset after the `;` or `{`. */
  constructor(
    tree: ParsedTree,
    name: string,
    firstWord: number,
    wordCount: number,
    end: number,
    parent: Directive | undefined,
  ) {
    this.#tree = tree;
    this.name = name;
    this.#firstWord = firstWord;
    this.#wordCount = wordCount;
    this.#end = end;
    this.parent = parent;
  }

  get args(): readonly Argument[] {
    this.#args ??= this.#makeArgs();
    return this.#args;
  }

  #makeArgs(): readonly Argument[] {
    if (this.#wordCount === 1) return noArguments;
    const args: Argument[] = [];
    for (let word = 1; word < this.#wordCount; word++) {
      args.push(new ParsedArgument(this.#tree, this.#firstWord + 2 * word));
    }
    return args;
  }

  get raw(): string | undefined {
    return this.rawEnd === -1 ? undefined : this.#tree.source.text.slice(this.#end, this.rawEnd);
  }

  get origin(): Origin {
    return this.#tree.source.origin(this.#tree.wordStart(this.#firstWord), this.#end);
  }

  get nameOrigin(): Origin {
    return this.#tree.source.origin(
      this.#tree.wordStart(this.#firstWord),
      this.#tree.wordEnd(this.#firstWord),
    );
  }

  get blockOrigin(): Origin | undefined {
    return this.blockEnd === -1 ? undefined : this.#tree.source.origin(this.#end - 1, this.blockEnd);
  }
}
