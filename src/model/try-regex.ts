/** Longest text, and most unbounded quantifiers of an expression, that are tried out: what is left takes no time however it is written. */
const LONGEST_TEXT = 256;
const LONGEST_PATTERN = 512;
const MOST_QUANTIFIERS = 3;

/** Escapes that PCRE and JavaScript read alike outside of bytes above 127: classes, borders, and every character that is no letter or digit. */
const sameEscape = /[dDwWsSbBtrnf]|[^a-zA-Z0-9]/;
/** What may follow `(?` and means the same in both. */
const sameGroup = /^\(\?(?::|=|!|<=|<!|P?<[A-Za-z_]\w*>)/;

/**
 * Whether a regular expression of nginx's (PCRE) matches somewhere in a text. Undefined where the answer is not certain: JavaScript may read the
 * expression in another way, or trying it out may take long. Both texts are ASCII; `ignoreCase` is `~*`.
 */
export function tryRegex(pattern: string, text: string, ignoreCase: boolean): boolean | undefined {
  if (text.length > LONGEST_TEXT || !isPrintable(text)) return undefined;
  const regex = compileRegex(pattern, ignoreCase);
  return regex?.test(text);
}

const compiled = new Map<string, RegExp | undefined>();

function compileRegex(pattern: string, ignoreCase: boolean): RegExp | undefined {
  const key = `${ignoreCase ? "i" : "c"}${pattern}`;
  if (compiled.has(key)) return compiled.get(key);
  const regex = translate(pattern, ignoreCase);
  if (compiled.size > 5000) compiled.clear();
  compiled.set(key, regex);
  return regex;
}

function translate(pattern: string, ignoreCase: boolean): RegExp | undefined {
  const inline = /^\(\?i\)/.exec(pattern)?.[0] ?? "";
  const body = pattern.slice(inline.length);
  if (body.length > LONGEST_PATTERN || !isPrintable(body) || !readsAlike(body)) return undefined;
  try {
    return new RegExp(body.replaceAll("(?P<", "(?<"), ignoreCase || inline !== "" ? "i" : "");
  } catch {
    return undefined; // PCRE may read it all the same
  }
}

/** Walks over an expression once, and refuses whatever is not known to be the same in both languages or may backtrack without end. */
function readsAlike(body: string): boolean {
  let quantifiers = 0;
  let inClass = false;
  for (let at = 0; at < body.length; at += 1) {
    const character = body[at]!;
    if (character === "\\") {
      at += 1;
      if (!sameEscape.test(body[at] ?? "a") || (inClass && /[bB]/.test(body[at]!))) return false;
    } else if (inClass) {
      if (character === "]") inClass = false;
      else if (character === "[" && /[:.=]/.test(body[at + 1] ?? "")) return false;
    } else if (character === "[") {
      // A bracket right at the start is one of the set in PCRE, and the end of it in JavaScript.
      if (/^\[\^?\]/.test(body.slice(at))) return false;
      if (body[at + 1] === "^") at += 1;
      inClass = true;
    } else if (character === "(" && body[at + 1] === "?") {
      const group = sameGroup.exec(body.slice(at))?.[0];
      if (group === undefined) return false;
      at += group.length - 1;
    } else if (character === "(" && body[at + 1] === "*") return false;
    else if (character === "*" || character === "+" || /^\{\d+,\d*\}/.test(body.slice(at, at + 12))) {
      quantifiers += 1;
      // Possessive quantifiers are PCRE's own; a repeated group may backtrack without end.
      if (body[at - 1] === ")" || body[at + 1] === "+" || quantifiers > MOST_QUANTIFIERS) return false;
      if (character === "{") at = body.indexOf("}", at);
      if (body[at + 1] === "+") return false;
    } else if (character === "?" && body[at + 1] === "+") return false;
    else if (character === "{" && /^\{,\d/.test(body.slice(at))) return false;
  }
  return !inClass;
}

function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
