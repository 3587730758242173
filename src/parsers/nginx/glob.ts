/** One element of a pattern segment: a character, `?`, `*` or a `[set]`. */
type Element =
  | { readonly kind: "one"; readonly matches: (character: string) => boolean; readonly dot: boolean }
  | { readonly kind: "star" };

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[^ -~\u0080-\u00ff]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** Whether nginx hands the argument of an `include` to glob(3) rather than opening it (`ngx_conf_include`). */
export function isGlob(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/**
 * A test for paths after glob(3) without flags, as nginx calls it: `*` and `?` stop at `/` and do not match a
 * leading dot, `[a-z]`, `[!a]`, `[[:digit:]]`, a backslash takes the next character literally. No braces, no `**`.
 * In nginx's locale, C, a character is a byte: `?` does not match `é`.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const segments = bytesOf(pattern).split("/").map(parseSegment);
  return (path) => {
    const names = bytesOf(path).split("/");
    return names.length === segments.length && names.every((name, at) => matchesSegment(segments[at]!, name));
  };
}

/** Order of glob(3) results: whole paths by their bytes (nginx runs in the C locale). */
export function compareGlobResults(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A string with one character for each byte of UTF-8. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString("latin1");
}

function parseSegment(segment: string): readonly Element[] {
  const letters = [...segment];
  const elements: Element[] = [];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at]!;
    if (letter === "*") {
      elements.push({ kind: "star" });
    } else if (letter === "?") {
      elements.push({ kind: "one", matches: () => true, dot: false });
    } else if (letter === "[") {
      const set = parseSet(letters, at);
      elements.push(set?.element ?? literal("["));
      at = set?.last ?? at;
    } else if (letter === "\\" && at + 1 < letters.length) {
      at += 1;
      elements.push(literal(letters[at]!));
    } else {
      elements.push(literal(letter));
    }
  }
  return elements;
}

function literal(letter: string): Element {
  return { kind: "one", matches: (it) => it === letter, dot: letter === "." };
}

/** The set that begins at `[`, and where its `]` stands; undefined when there is none, and `[` is a letter. */
function parseSet(letters: readonly string[], start: number): { element: Element; last: number } | undefined {
  let at = start + 1;
  const negated = letters[at] === "!" || letters[at] === "^";
  if (negated) at += 1;
  const first = at;
  const tests: ((character: string) => boolean)[] = [];
  for (; at < letters.length; at++) {
    if (letters[at] === "]" && at > first) {
      const matches = (it: string): boolean => tests.some((test) => test(it)) !== negated;
      return { element: { kind: "one", matches, dot: false }, last: at };
    }
    const named = /^\[:([a-z]+):\]/.exec(letters.slice(at, at + 10).join(""));
    if (named !== null && Object.hasOwn(classes, named[1]!)) {
      const expression = classes[named[1]!]!;
      tests.push((it) => expression.test(it));
      at += named[0].length - 1;
      continue;
    }
    if (letters[at] === "\\" && at + 1 < letters.length) at += 1;
    const low = letters[at]!;
    let high = low;
    if (letters[at + 1] === "-" && at + 2 < letters.length && letters[at + 2] !== "]") {
      at += letters[at + 2] === "\\" && at + 3 < letters.length ? 3 : 2;
      high = letters[at]!;
    }
    tests.push(
      (it) => it.codePointAt(0)! >= low.codePointAt(0)! && it.codePointAt(0)! <= high.codePointAt(0)!,
    );
  }
  return undefined;
}

/** Only the latest star is ever tried again, so that hostile patterns cost pattern times name and no more. */
function matchesSegment(elements: readonly Element[], name: string): boolean {
  const letters = [...name];
  const head = elements[0];
  if (letters[0] === "." && !(head?.kind === "one" && head.dot)) return false;
  let element = 0;
  let letter = 0;
  let star = -1;
  let resume = 0;
  while (letter < letters.length) {
    const current = elements[element];
    if (current?.kind === "star") {
      star = element++;
      resume = letter;
    } else if (current?.kind === "one" && current.matches(letters[letter]!)) {
      element += 1;
      letter += 1;
    } else if (star !== -1) {
      element = star + 1;
      letter = ++resume;
    } else {
      return false;
    }
  }
  while (elements[element]?.kind === "star") element += 1;
  return element === elements.length;
}
