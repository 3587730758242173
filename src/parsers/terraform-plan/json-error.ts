/** Where a text stops being JSON, and why. The reason never shows the text itself: it may hold secrets. */
export interface JsonError {
  readonly offset: number;
  readonly reason: string;
}

const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * The first error of a JSON text from `start` on (RFC 8259); undefined when it is well-formed up to its end.
 * JavaScript's own parser gives no position in its newer messages, and quotes the input in all of them.
 */
export function findJsonError(text: string, start = 0): JsonError | undefined {
  const open: ("{" | "[")[] = [];
  let at = start;
  let expects: "value" | "first value" | "first key" | "key" | "colon" | "comma" | "end" = "value";
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return false;
    at += match[0].length;
    return true;
  };
  const string = (): string | undefined => {
    at += 1;
    for (;;) {
      while (at < text.length && isPlain(text.charCodeAt(at))) at += 1;
      if (at >= text.length) return "the text ends inside a string";
      if (text[at] === '"') {
        at += 1;
        return undefined;
      }
      if (text[at] !== "\\") return "a control character stands inside a string";
      if (!skip(escapeSequence)) return "the backslash starts no escape that JSON knows";
    }
  };
  const afterValue = (): typeof expects => (open.length === 0 ? "end" : "comma");

  for (;;) {
    while (at < text.length && " \t\r\n".includes(text[at]!)) at += 1;
    if (at >= text.length) {
      return expects === "end" ? undefined : { offset: text.length, reason: ends(open.at(-1)) };
    }
    const here = text[at]!;
    if (expects === "end") return { offset: at, reason: "something follows the end of the JSON value" };
    if (expects === "comma" || expects.startsWith("first")) {
      const closing = open.at(-1) === "{" ? "}" : "]";
      if (here === closing) {
        open.pop();
        at += 1;
        expects = afterValue();
        continue;
      }
    }
    if (expects === "comma") {
      if (here !== ",")
        return {
          offset: at,
          reason: `a comma or the closing ${open.at(-1) === "{" ? "brace" : "bracket"} is missing`,
        };
      at += 1;
      expects = open.at(-1) === "{" ? "key" : "value";
    } else if (expects === "colon") {
      if (here !== ":") return { offset: at, reason: "a colon is missing after a key" };
      at += 1;
      expects = "value";
    } else if (expects === "key" || expects === "first key") {
      if (here !== '"') return { offset: at, reason: "a key in double quotes should stand here" };
      const reason = string();
      if (reason !== undefined) return { offset: Math.min(at, text.length), reason };
      expects = "colon";
    } else if (here === '"') {
      const reason = string();
      if (reason !== undefined) return { offset: Math.min(at, text.length), reason };
      expects = afterValue();
    } else if (here === "{" || here === "[") {
      open.push(here);
      at += 1;
      expects = here === "{" ? "first key" : "first value";
    } else if (skip(literal)) expects = afterValue();
    else return { offset: at, reason: "no JSON value starts here" };
  }
}

function ends(inside: "{" | "[" | undefined): string {
  if (inside === undefined) return "the text holds no JSON value";
  return `the text ends inside ${inside === "{" ? "an object" : "an array"}: the file is cut off`;
}

/** Characters that stand for themselves inside a JSON string. */
function isPlain(code: number): boolean {
  return code >= 0x20 && code !== 0x22 && code !== 0x5c;
}
