import { type Severity, severities } from "../engine/finding.ts";
import { didYouMean } from "../engine/nearest.ts";
import type { YamlDocument } from "../parsers/yaml/document.ts";
import { parseYaml } from "../parsers/yaml/parse.ts";
import { append } from "../text/append.ts";
import { quote } from "../text/quote.ts";
import type { SourceFile } from "../text/source-file.ts";
import { type Located, type Policy, type PolicyCase, type PolicySubject, subjects } from "./policy.ts";
import { parseTemplate, TemplateError } from "./template.ts";

/** What is wrong with a policy file, with its place. */
export interface PolicyFault {
  readonly offset: number;
  readonly message: string;
}

/** Longer expressions were not written by people. */
const LONGEST_EXPRESSION = 10_000;

const keys = [
  "id",
  "severity",
  "summary",
  "why",
  "references",
  "given",
  "match",
  "assert",
  "message",
  "help",
  "cases",
];
const required = ["id", "summary", "given", "assert", "message", "help"];

/** The policies of a file, one in each document, and all that is wrong with it. Documents that are empty count as none. */
export function readPolicies(file: SourceFile): {
  readonly policies: readonly Policy[];
  readonly faults: readonly PolicyFault[];
} {
  const policies: Policy[] = [];
  const faults: PolicyFault[] = [];
  for (const document of parseYaml(file)) {
    if (document.error !== undefined) {
      faults.push({
        offset: document.error.offset,
        message: `could not be parsed: ${document.error.message}`,
      });
      continue;
    }
    if (document.value === undefined || document.value === null) continue;
    for (const it of document.duplicateKeys)
      faults.push({ offset: it.second.start, message: `key ${quote(it.key)} is written twice` });
    const reader = new PolicyReader(file, document);
    const policy = reader.read();
    append(faults, reader.faults);
    if (policy !== undefined && reader.faults.length === 0) policies.push(policy);
  }
  return { policies, faults };
}

class PolicyReader {
  readonly faults: PolicyFault[] = [];
  readonly #file: SourceFile;
  readonly #document: YamlDocument;
  readonly #map: Readonly<Record<string, unknown>>;

  constructor(file: SourceFile, document: YamlDocument) {
    this.#file = file;
    this.#document = document;
    const { value } = document;
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isMap)
      this.faults.push({
        offset: document.span.start,
        message: "a policy is a mapping with 'id', 'given', 'assert' …",
      });
    this.#map = isMap ? (value as Record<string, unknown>) : {};
  }

  read(): Policy | undefined {
    if (this.faults.length > 0) return undefined;
    for (const key of Object.keys(this.#map)) {
      if (!keys.includes(key))
        this.#fault(
          key,
          "key",
          `unknown key ${quote(key)}${didYouMean(key, keys) || `; expected one of ${keys.map((it) => `'${it}'`).join(", ")}`}`,
        );
    }
    for (const key of required)
      if (this.#map[key] === undefined)
        this.faults.push({ offset: this.#document.span.start, message: `the policy has no '${key}'` });
    const id = this.#text("id");
    if (id !== "" && !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id))
      this.#fault(
        "id",
        "value",
        `'id' is ${quote(id)}; expected lower case words with dashes, such as 'public-host'`,
      );
    const severity = this.#text("severity") || "warning";
    if (!severities.includes(severity as Severity))
      this.#fault(
        "severity",
        "value",
        `'severity' is ${quote(severity)}; expected ${severities.join(", ")}${didYouMean(severity, severities)}`,
      );
    const { given, kind } = this.#given();
    const message = this.#located("message");
    const help = this.#located("help");
    for (const [key, text] of [
      ["message", message],
      ["help", help],
    ] as const)
      this.#checkTemplate(key, text);
    const cases = this.#cases();
    return {
      id,
      severity: severity as Severity,
      summary: this.#text("summary"),
      why: this.#text("why") || this.#text("summary"),
      references: this.#texts("references"),
      given,
      kind,
      match: this.#map.match === undefined ? undefined : this.#located("match"),
      assert: this.#located("assert"),
      message,
      help,
      file: this.#file,
      offset: this.#document.span.start,
      ...cases,
    };
  }

  #given(): { given: PolicySubject; kind: string | undefined } {
    const text = this.#text("given");
    const object = /^objects\.([A-Z]\w*)$/.exec(text);
    if (object !== null) return { given: "objects", kind: object[1]! };
    const given = subjects.find((it) => it === text);
    if (given === undefined && text !== "")
      this.#fault(
        "given",
        "value",
        `'given' is ${quote(text)}; expected ${subjects.join(", ")} or objects.KIND${didYouMean(text, subjects)}`,
      );
    return { given: given ?? "objects", kind: undefined };
  }

  #checkTemplate(key: string, { text, offsetOf }: Located): void {
    try {
      parseTemplate(text);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.faults.push({ offset: offsetOf(error.offset), message: `'${key}': ${error.message}` });
    }
  }

  #cases(): { bad: readonly PolicyCase[]; good: readonly PolicyCase[] } {
    const cases = this.#map.cases;
    if (cases === undefined) return { bad: [], good: [] };
    if (typeof cases !== "object" || cases === null || Array.isArray(cases)) {
      this.#fault("cases", "value", "'cases' is no mapping with 'bad' and 'good'");
      return { bad: [], good: [] };
    }
    for (const key of Object.keys(cases))
      if (key !== "bad" && key !== "good")
        this.#fault("cases", "key", `unknown key ${quote(key)} in 'cases'; expected 'bad' or 'good'`);
    const list = (name: "bad" | "good") => {
      const value = (cases as Record<string, unknown>)[name];
      if (value === undefined) return [];
      if (!Array.isArray(value)) {
        this.#fault("cases", "value", `'cases.${name}' is no list`);
        return [];
      }
      return value.flatMap((it: unknown, index): PolicyCase[] => {
        const offset = this.#document.locate(value, index, "value")?.start ?? this.#document.span.start;
        const files = typeof it === "string" ? { "case.yaml": it } : it;
        const isFiles =
          typeof files === "object" &&
          files !== null &&
          Object.entries(files).every(([path, text]) => typeof text === "string" && isPlainPath(path));
        if (isFiles) return [{ files: files as Record<string, string>, offset }];
        this.faults.push({
          offset,
          message: `'cases.${name}[${index}]' is neither a text nor a mapping of file names to texts`,
        });
        return [];
      });
    };
    return { bad: list("bad"), good: list("good") };
  }

  #text(key: string): string {
    const value = this.#map[key];
    if (value === undefined) return "";
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    this.#fault(
      key,
      "value",
      typeof value === "string" || value === null ? `'${key}' is empty` : `'${key}' is no text`,
    );
    return "";
  }

  #texts(key: string): readonly string[] {
    const value = this.#map[key] ?? [];
    if (Array.isArray(value) && value.every((it) => typeof it === "string")) return value as string[];
    this.#fault(key, "value", `'${key}' is no list of texts`);
    return [];
  }

  #located(key: string): Located {
    const text = this.#text(key);
    if (text.length > LONGEST_EXPRESSION)
      this.#fault(key, "value", `'${key}' is longer than ${LONGEST_EXPRESSION} characters`);
    const written = this.#map[key];
    const source = typeof written === "string" ? this.#document.text(this.#map, key) : undefined;
    const span = this.#document.locate(this.#map, key, "value") ?? this.#document.span;
    const skipped = typeof written === "string" ? written.length - written.trimStart().length : 0;
    return {
      text,
      offsetOf: (at) => source?.origin(at + skipped, at + skipped + 1).place().span.start ?? span.start,
    };
  }

  #fault(key: string, part: "key" | "value", message: string): void {
    const span = this.#document.locate(this.#map, key, part) ?? this.#document.span;
    this.faults.push({ offset: span.start, message });
  }
}

/** Whether a name stays inside the folder of a case. */
function isPlainPath(path: string): boolean {
  return /^[\w.-]+(?:\/[\w.-]+)*$/.test(path) && !path.split("/").includes("..");
}
