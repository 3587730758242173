import { type LoadOptions, load, type State, YAMLException } from "js-yaml";
import { aliasProblem } from "./aliases.ts";
import type { YamlError } from "./document.ts";
import { messageOf } from "./errors.ts";
import { readEverydayYaml } from "./everyday-yaml.ts";
import type { Marks } from "./marks.ts";
import { kubectlSchema, NotFiniteError } from "./schema.ts";
import { contentStart } from "./split.ts";

/**
 * Levels of nesting that are read. Far above what the API server's types have, and low enough that everything which
 * walks a document by recursion stays clear of the end of the stack.
 */
export const MAX_DEPTH = 500;

/** Options that js-yaml 4.3 has and its published types do not know. */
type Options = LoadOptions & { readonly maxDepth: number };

const strictOptions: Options = { schema: kubectlSchema, maxDepth: MAX_DEPTH };
const lenientOptions: Options = { ...strictOptions, json: true };

/** What loading one document gives; `duplicates` says that some mapping has a key twice. */
export interface Loaded {
  readonly value: unknown;
  readonly error: YamlError | undefined;
  readonly duplicates: boolean;
  /** Where the parts stand, if the reader has noted that. */
  readonly marks?: Marks | undefined;
}

/**
 * Loads the text of one document. Never throws: what cannot be read comes back as an error, with its offset in `text`.
 * Of a duplicate key the last value stands, as for kubectl.
 */
export function loadDocument(text: string): Loaded {
  const everyday = readEverydayYaml(text);
  return everyday === undefined
    ? loadByJsYaml(text)
    : { value: everyday.value, error: undefined, duplicates: false, marks: everyday.marks };
}

/** The same for any document, by js-yaml alone: what `loadDocument` has to agree with. */
export function loadByJsYaml(text: string): Loaded {
  let duplicates = false;
  let value: unknown;
  try {
    value = load(text, strictOptions);
  } catch (error) {
    if (!isDuplicateKey(error)) return failed(text, error);
    duplicates = true;
    try {
      value = load(text, lenientOptions);
    } catch (second) {
      return failed(text, second);
    }
  }
  const error = aliasProblem(text, value, MAX_DEPTH);
  return error === undefined ? { value, error, duplicates } : { value: undefined, error, duplicates: false };
}

/** Loads a document that `loadDocument` could read once more, and tells `listener` of every node that js-yaml opens and closes. */
export function replayDocument(
  text: string,
  listener: (event: "open" | "close", state: State) => void,
): void {
  load(text, { ...lenientOptions, listener });
}

function isDuplicateKey(error: unknown): boolean {
  return error instanceof YAMLException && error.reason === "duplicated mapping key";
}

function failed(text: string, error: unknown): Loaded {
  return { value: undefined, error: errorOf(text, error), duplicates: false };
}

const CONTROL_CHARACTER = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Reasons that js-yaml gives at the end of a scalar or of the text; where the node begins is more use. */
const ABOUT_OPEN_NODE = /^(?:unexpected end of the |unidentified alias|cannot resolve a node)/;
/** Reasons about a key, given when it has been read. */
const ABOUT_LAST_NODE = /^can not read (?:an implicit mapping pair|a block mapping entry)/;

function errorOf(text: string, error: unknown): YamlError {
  if (error instanceof YAMLException) {
    const { reason } = error;
    const message = messageOf(reason);
    if (ABOUT_OPEN_NODE.test(reason)) return { message, offset: failurePlace(text).open };
    if (ABOUT_LAST_NODE.test(reason)) return { message, offset: failurePlace(text).last };
    const at = Math.min(error.mark?.position ?? 0, text.length);
    if (reason !== "the stream contains non-printable characters") return { message, offset: at };
    const { open } = failurePlace(text);
    const found = text.slice(open, at).search(CONTROL_CHARACTER);
    return { message, offset: found === -1 ? at : open + found };
  }
  if (error instanceof NotFiniteError) return { message: error.message, offset: failurePlace(text).open };
  if (error instanceof RangeError)
    return { message: messageOf("nesting exceeded"), offset: failurePlace(text).open };
  throw error;
}

/** Where the innermost node begins that was being read when loading failed, and the last one that had been read. */
function failurePlace(text: string): { readonly open: number; readonly last: number } {
  const open: number[] = [];
  let last = 0;
  try {
    replayDocument(text, (event, state) => {
      if (event === "open") open.push(state.position);
      else last = open.pop()!;
    });
  } catch {
    // The failure is known; only how far it got is asked.
  }
  return {
    open: contentStart(text, open.at(-1) ?? 0, text.length),
    last: contentStart(text, last, text.length),
  };
}
