import { describe, expect, test } from "@jest/globals";
import type { YamlDocument } from "../../../src/parsers/yaml/document.ts";
import { parseYaml } from "../../../src/parsers/yaml/parse.ts";
import { SourceFile } from "../../../src/text/source-file.ts";

/** A stretch of a scalar as written, and what it contributes to the value. */
interface Piece {
  readonly source: string;
  readonly value: string;
}

/** The same numbers on every run (mulberry32). */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

const words = [
  "proxy_pass",
  "http://checkout;",
  "größe",
  "日本",
  "🚦",
  "a\u0301",
  "$host",
  "x#y",
  "a:b",
  "}",
  "~*",
  "b\tc",
];

const copy = (text: string): Piece => ({ source: text, value: text });
const silent = (source: string): Piece => ({ source, value: "" });

function sentence(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => random.of(words)).join(
    random.of([" ", "  ", "\t"]),
  );
}

type Style = (random: Random, indent: string, lineEnd: string) => Piece[];

/** `|` and `>`: lines with the indentation, blank lines, more-indented lines, any chomping, with or without indicator. */
function block(indicator: "|" | ">", parentIndent: number): Style {
  return (random, indent, lineEnd) => {
    const width = indent.length - parentIndent;
    const isIndicated = random.chance(40);
    const chomping = random.of(["", "-", "+"]);
    const digits = isIndicated ? String(width) : "";
    const header = `${indicator}${random.chance(50) ? digits + chomping : chomping + digits}${random.of(["", " # snippet"])}`;

    const lines = Array.from({ length: 1 + random.below(6) }, (_, index) => {
      const blanks = index === 0 ? random.below(2) : random.of([0, 0, 0, 1, 2]);
      const isMoreIndented = random.chance(25) && (index > 0 || isIndicated);
      const text = isMoreIndented ? random.of(["  ", " ", "\t"]) + sentence(random) : sentence(random);
      return { blanks, text, isMoreIndented };
    });
    const pieces: Piece[] = [silent(header + lineEnd)];
    lines.forEach(({ blanks, text, isMoreIndented }, index) => {
      const before = lines[index - 1];
      const folds = indicator === ">" && !isMoreIndented && before?.isMoreIndented === false;
      if (before !== undefined)
        pieces.push({ source: lineEnd, value: folds ? (blanks === 0 ? " " : "") : "\n" });
      for (let blank = 0; blank < blanks; blank += 1) {
        pieces.push(silent(random.of(["", indent.slice(1), indent])), { source: lineEnd, value: "\n" });
      }
      pieces.push(silent(indent), copy(text));
    });
    pieces.push({ source: lineEnd, value: chomping === "-" ? "" : "\n" });
    for (let blank = random.below(3); blank > 0; blank -= 1) {
      pieces.push({ source: lineEnd, value: chomping === "+" ? "\n" : "" });
    }
    return pieces;
  };
}

/** A line break inside a plain or quoted scalar, with blanks around it and perhaps empty lines. */
function foldedBreak(random: Random, indent: string, lineEnd: string): Piece[] {
  const blanks = random.of([0, 0, 1, 2]);
  const pieces = [silent(random.of(["", " ", "\t "])), { source: lineEnd, value: blanks === 0 ? " " : "" }];
  for (let blank = 0; blank < blanks; blank += 1) {
    pieces.push(silent(random.of(["", "  ", "\t"])), { source: lineEnd, value: "\n" });
  }
  return [...pieces, silent(indent + random.of(["", " "]))];
}

const flowLines = (
  piecesOfLine: (random: Random, indent: string, lineEnd: string) => Piece[],
  quote: string,
): Style => {
  return (random, indent, lineEnd) => {
    const pieces = [silent(quote), ...piecesOfLine(random, indent, lineEnd)];
    for (let line = random.below(4); line > 0; line -= 1) {
      pieces.push(...foldedBreak(random, indent, lineEnd), ...piecesOfLine(random, indent, lineEnd));
    }
    return [...pieces, silent(quote + lineEnd)];
  };
};

const plain = flowLines((random) => [copy(`w${sentence(random)}`)], "");
const single = flowLines(
  (random) => [copy("s"), { source: "''", value: "'" }, copy(sentence(random)), { source: "''", value: "'" }],
  "'",
);
const escapes: readonly Piece[] = [
  { source: '\\"', value: '"' },
  { source: "\\\\", value: "\\" },
  { source: "\\/", value: "/" },
  { source: "\\n", value: "\n" },
  { source: "\\t", value: "\t" },
  { source: "\\ ", value: " " },
  { source: "\\x41", value: "A" },
  { source: "\\u00e9", value: "é" },
  { source: "\\uD83D", value: "\ud83d" },
  { source: "\\U0001F6A6", value: "🚦" },
  { source: "\\N", value: "\x85" },
  { source: "\\_", value: "\xa0" },
  { source: "\\L", value: "\u2028" },
  { source: "\\0", value: "\0" },
  { source: "\\e", value: "\x1b" },
];
const double = flowLines((random, indent, lineEnd) => {
  const pieces = [copy(sentence(random)), random.of(escapes), copy(sentence(random)), random.of(escapes)];
  if (random.chance(30)) pieces.push(copy("  "), silent(`\\${lineEnd}${indent}`), copy("end"));
  return pieces;
}, '"');

interface Sample {
  readonly text: string;
  readonly value: string;
  /** For each unit of the value, where it was written. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}

/** A file with the scalar at some depth, between other entries and other documents. */
function sampleOf(random: Random, make: (parentIndent: number) => Style): Sample {
  const lineEnd = random.of(["\n", "\r\n"]);
  const step = 1 + random.below(4);
  const depth = random.below(4);
  const lines = [random.of(["", "---", "kind: Other\n---".replace("\n", lineEnd)])];
  for (let level = 0; level < depth; level += 1) lines.push(`${" ".repeat(level * step)}level:`);
  const parentIndent = depth * step;
  lines.push(`${" ".repeat(parentIndent)}before: ü # 🚦`);
  const head = `${random.of(["", "\ufeff"])}${lines.join(lineEnd)}${lineEnd}${" ".repeat(parentIndent)}snippet: `;
  const pieces = make(parentIndent)(random, " ".repeat(parentIndent + 1 + random.below(4)), lineEnd);

  let offset = head.length;
  const spans: { start: number; end: number }[] = [];
  for (const { source, value } of pieces) {
    for (let unit = 0; unit < value.length; unit += 1) {
      const isCopy = source === value;
      spans.push(
        isCopy
          ? { start: offset + unit, end: offset + unit + 1 }
          : { start: offset, end: offset + source.length },
      );
    }
    offset += source.length;
  }
  const tail = random.of([
    "",
    `${" ".repeat(parentIndent)}after: 1${lineEnd}`,
    `---${lineEnd}kind: Last${lineEnd}`,
  ]);
  const text = head + pieces.map((it) => it.source).join("") + tail;
  return { text, value: pieces.map((it) => it.value).join(""), spans };
}

function locatedSnippet(text: string) {
  for (const document of parseYaml(new SourceFile("configmap.yaml", text))) {
    expect(document.error).toBeUndefined();
    let object = document.value as { level?: never; snippet?: string };
    while (object.level !== undefined) object = object.level;
    if (object.snippet !== undefined) return document.text(object, "snippet");
  }
  return undefined;
}

describe("every character of a string maps to where it was written", () => {
  test.each<[string, (parentIndent: number) => Style]>([
    ["literal", (parentIndent) => block("|", parentIndent)],
    ["folded", (parentIndent) => block(">", parentIndent)],
    ["plain", () => plain],
    ["single-quoted", () => single],
    ["double-quoted", () => double],
  ])("%s", (_, make) => {
    for (let seed = 1; seed <= 250; seed += 1) {
      const { text, value, spans } = sampleOf(new Random(seed), make);
      const located = locatedSnippet(text);
      expect({ seed, text, value: located?.text }).toEqual({ seed, text, value });
      const found = spans.map((_span, unit) => located?.origin(unit, unit + 1).place().span);
      expect({ seed, text, spans: found }).toEqual({ seed, text, spans });
      const whole = located?.origin(0, value.length).place().span;
      expect(whole).toEqual({ start: spans[0]?.start, end: spans.at(-1)?.end });
    }
  });

  test("JSON", () => {
    const written = [
      "a",
      '\\"',
      "\\/",
      "\\\\",
      "\\b\\f",
      "\\n",
      "\\r",
      "\\t",
      "\\u00e9",
      "\\ud83d\\udea6",
      "🚦",
      "z",
    ];
    const text = `{"data": {"nginx.conf": "${written.join("")}"}}`;
    const [document] = parseYaml(new SourceFile("configmap.json", text));
    const { data } = (document as YamlDocument).value as { data: Record<string, string> };
    const located = document?.text(data, "nginx.conf");
    const cut = (start: number, end: number) => {
      const span = located?.origin(start, end).place().span;
      return text.slice(span?.start, span?.end);
    };
    expect(located?.text).toBe('a"/\\\b\f\n\r\té🚦🚦z');
    const units = Array.from(located?.text ?? "", (_character, index) => index).map((index) =>
      cut(index, index + 1),
    );
    expect(units.slice(0, 10)).toEqual([
      "a",
      '\\"',
      "\\/",
      "\\\\",
      "\\b",
      "\\f",
      "\\n",
      "\\r",
      "\\t",
      "\\u00e9",
    ]);
    expect(cut(10, 12)).toBe("\\ud83d\\udea6");
    expect(cut(12, 15)).toBe("🚦z");
  });
});

describe("a text inside a document", () => {
  const text =
    "kind: ConfigMap\r\ndata:\r\n  nginx.conf: |\r\n    http {\r\n      gzip on;\r\n    }\r\n  empty: ''\r\n";
  const file = new SourceFile("configmap.yaml", text);
  const [document] = parseYaml(file);
  const { data } = (document as YamlDocument).value as { data: Record<string, string> };

  test("knows line, column and attribute of its parts", () => {
    const located = document?.text(data, "nginx.conf");
    const at = located?.text.indexOf("gzip") ?? -1;
    const place = located?.origin(at, at + "gzip on;".length).place();
    expect(place?.file).toBe(file);
    expect(place?.attribute).toBe('data["nginx.conf"]');
    expect(file.positionAt(place?.span.start ?? 0)).toEqual({ line: 5, column: 7 });
    expect(file.positionAt(place?.span.end ?? 0)).toEqual({ line: 5, column: 15 });
  });

  test("an empty range is a point, also at the end and in an empty text", () => {
    const located = document?.text(data, "nginx.conf");
    expect(located?.origin(2, 2).place().span).toEqual({
      start: text.indexOf("tp {"),
      end: text.indexOf("tp {"),
    });
    const end = located?.text.length ?? 0;
    expect(located?.origin(end, end).place().span).toEqual({
      start: text.indexOf("  empty"),
      end: text.indexOf("  empty"),
    });
    const behind = text.indexOf("''") + 2;
    expect(document?.text(data, "empty")?.origin(0, 0).place().span).toEqual({ start: behind, end: behind });
  });

  test("is there for strings only", () => {
    expect(document?.text(document.value as object, "data")).toBeUndefined();
    expect(document?.text(data, "missing")).toBeUndefined();
  });

  test("through an alias is at the anchor", () => {
    const aliased = "snippet: &s |\n  gzip on;\nother: *s\n";
    const [first] = parseYaml(new SourceFile("values.yaml", aliased));
    const located = first?.text(first.value as object, "other");
    expect(located?.origin(5, 7).place().span).toEqual({
      start: aliased.indexOf("on;"),
      end: aliased.indexOf("on;") + 2,
    });
  });

  test("whose way back is unknown is its whole scalar", () => {
    const encoded = "data: !!binary Z3ppcCBvbjs=\n";
    const [first] = parseYaml(new SourceFile("values.yaml", encoded));
    const located = first?.text(first.value as object, "data");
    expect(located?.text).toBe("gzip on;");
    const span = located?.origin(0, 4).place().span;
    expect(encoded.slice(span?.start, span?.end)).toBe("Z3ppcCBvbjs=");
  });
});
