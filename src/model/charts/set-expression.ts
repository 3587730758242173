/** One value that a `--set` expression gives, and where it goes. */
export interface SetValue {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/**
 * How values are read: `auto` types booleans, null and whole numbers, `string` nothing, `literal` takes the
 * text as it is.
 */
export type SetType = "auto" | "string" | "literal";

/** Lists longer than this are refused by Helm, too. */
const LONGEST_LIST = 65_536;

/**
 * Reads Helm's `--set` syntax: `a.b[0]=x,c={y,z}`, with `\` before a character that means itself. Undefined
 * when Helm would refuse it.
 */
export function parseSetExpression(
  name: string,
  value: string,
  type: SetType,
): readonly SetValue[] | undefined {
  if (type === "literal") {
    const path = readPath(new Reader(name));
    return path === undefined ? undefined : [{ path, value }];
  }
  const reader = new Reader(`${name}=${value}`);
  const values: SetValue[] = [];
  while (!reader.done) {
    const path = readPath(reader);
    if (path === undefined || !reader.take("=")) return undefined;
    const read = reader.take("{") ? readList(reader, type) : typed(reader.until(","), type);
    if (read === undefined) return undefined;
    values.push({ path, value: read });
    if (!reader.done && !reader.take(",")) return undefined;
  }
  return values;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  /** Text up to one of the stop characters, which stays; a backslash takes the next character as it is. */
  until(stops: string): string {
    let text = "";
    for (; !this.done && !stops.includes(this.#text[this.#at]!); this.#at += 1) {
      if (this.#text[this.#at] === "\\" && this.#at + 1 < this.#text.length) this.#at += 1;
      text += this.#text[this.#at]!;
    }
    return text;
  }
}

function readPath(reader: Reader): (string | number)[] | undefined {
  const path: (string | number)[] = [];
  for (;;) {
    const key = reader.until(".[=,");
    if (key !== "") path.push(key);
    else if (typeof path.at(-1) !== "number") return undefined;
    while (reader.take("[")) {
      const index = Number(reader.until("]"));
      if (!reader.take("]") || !Number.isInteger(index) || index < 0 || index > LONGEST_LIST)
        return undefined;
      path.push(index);
    }
    if (!reader.take(".")) return path;
  }
}

function readList(reader: Reader, type: SetType): unknown[] | undefined {
  const items: unknown[] = [];
  for (;;) {
    const text = reader.until(",}");
    if (text !== "" || items.length > 0) items.push(typed(text, type));
    if (reader.take("}")) return items;
    if (!reader.take(",")) return undefined;
    if (text === "" && items.length === 0) items.push("");
  }
}

/**
 * Typing of an unquoted value: `0` and numbers that do not start with 0 are whole numbers; fractions stay
 * text. Long numbers are kept as text as well: templates print them digit by digit, unlike those of a values
 * file, which are floats.
 */
function typed(text: string, type: SetType): unknown {
  if (type === "string") return text;
  const lower = text.toLowerCase();
  if (lower === "true" || lower === "false") return lower === "true";
  if (lower === "null") return null;
  return text === "0" || /^[-+]?[1-9]\d{0,5}$/.test(text) ? Number(text) : text;
}
