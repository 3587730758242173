/** A text with expressions in braces: `Host '{value}' of {object.metadata.name}`. */
export interface Template {
  /** Texts and expressions in turn: first a text, last a text. */
  readonly texts: readonly string[];
  readonly expressions: readonly { readonly text: string; readonly offset: number }[];
}

/** Splits a message; `{{` and `}}` are braces themselves. Throws an `Error` that says what is wrong, with `offset` in the message. */
export function parseTemplate(message: string): Template {
  const texts: string[] = [];
  const expressions: { text: string; offset: number }[] = [];
  let text = "";
  for (let at = 0; at < message.length; ) {
    const two = message.slice(at, at + 2);
    if (two === "{{" || two === "}}") {
      text += two[0]!;
      at += 2;
    } else if (message[at] === "{") {
      const end = endOfExpression(message, at + 1);
      if (end === -1) throw new TemplateError("'{' is not closed; a brace itself is written '{{'", at);
      const expression = message.slice(at + 1, end);
      if (expression.trim() === "") throw new TemplateError("there is no expression in '{}'", at);
      texts.push(text);
      expressions.push({ text: expression, offset: at + 1 });
      text = "";
      at = end + 1;
    } else if (message[at] === "}") {
      throw new TemplateError("'}' closes nothing; a brace itself is written '}}'", at);
    } else {
      text += message[at]!;
      at += 1;
    }
  }
  return { texts: [...texts, text], expressions };
}

export class TemplateError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Where the brace that closes an expression stands: those of maps and those in strings are its own. */
function endOfExpression(message: string, start: number): number {
  let depth = 0;
  let quote = "";
  for (let at = start; at < message.length; at++) {
    const it = message[at]!;
    if (quote !== "") {
      if (it === "\\") at += 1;
      else if (it === quote) quote = "";
    } else if (it === '"' || it === "'") quote = it;
    else if (it === "{") depth += 1;
    else if (it === "}") {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return -1;
}
