import { type CelInput, celEnv, celError, isCelError, parse, plan } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import { functions } from "./functions.ts";
import { HIDDEN, UNKNOWN } from "./plain.ts";

/** The expressions of a policy. */
export interface Expressions {
  readonly match: string | undefined;
  readonly assert: string;
  readonly message: readonly string[];
  readonly help: readonly string[];
}

/** Which expression something went wrong in, and where in it. */
export interface ExpressionError {
  readonly part: keyof Expressions;
  /** Which of several. */
  readonly index: number;
  readonly offset: number;
  readonly message: string;
  /** Whether the expression cannot be read, so that no value matters. */
  readonly isSyntax: boolean;
}

/** What became of one value. */
export type Verdict =
  | { readonly outcome: "holds" | "unknown" }
  | { readonly outcome: "fails"; readonly message: readonly string[]; readonly help: readonly string[] }
  | { readonly outcome: "error"; readonly error: ExpressionError };

export type Variables = Readonly<Record<string, unknown>>;

/** The variables of every expression; what a subject does not have is null. */
export const variableNames = [
  "value",
  "object",
  "workload",
  "services",
  "workloads",
  "ingresses",
  "controller",
  "effective",
  "change",
] as const;

const IS_UNKNOWN = "this value is not known yet";

/**
 * Judges values by a policy. Runs where it can be stopped: an expression may loop over lists within lists for as long as it likes. Regular expressions are RE2's, which take time in proportion
 * to the text. Throws nothing.
 */
export function judge(expressions: Expressions, items: readonly Variables[]): readonly Verdict[] {
  let compiled: Compiled;
  try {
    compiled = compile(expressions);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return items.map(() => ({ outcome: "error", error: error.at }));
  }
  const seen = new Map<object, CelInput>();
  return items.map((it): Verdict => {
    const variables = Object.fromEntries(variableNames.map((name) => [name, toCel(it[name] ?? null, seen)]));
    try {
      return judgeOne(compiled, variables);
    } catch (error) {
      if (error instanceof Unknown) return { outcome: "unknown" };
      if (error instanceof Fault) return { outcome: "error", error: error.at };
      throw error;
    }
  });
}

type Program = (variables: Record<string, CelInput>) => unknown;

interface Compiled {
  readonly match: Program | undefined;
  readonly assert: Program;
  readonly message: readonly Program[];
  readonly help: readonly Program[];
}

class Fault extends Error {
  readonly at: ExpressionError;

  constructor(at: ExpressionError) {
    super(at.message);
    this.at = at;
  }
}

class Unknown extends Error {}

function compile({ match, assert, message, help }: Expressions): Compiled {
  const env = celEnv({ funcs: [...strings, ...functions] });
  const program = (text: string, part: keyof Expressions, index = 0): Program => {
    const fail = (offset: number, reason: string, isSyntax = false): never => {
      throw new Fault({ part, index, offset, message: reason, isSyntax });
    };
    let parsed: ReturnType<typeof parse>;
    try {
      parsed = parse(text);
    } catch (error) {
      const { message: reason, location } = error as Error & { location?: { start?: { offset?: number } } };
      return fail(location?.start?.offset ?? 0, reason.replace(/^.*<input>:\d+:\d+: /, ""), true);
    }
    const run = plan(env, parsed);
    const positions = parsed.sourceInfo?.positions ?? {};
    return (variables) => {
      let result: unknown;
      try {
        result = run(variables);
      } catch (error) {
        return fail(
          0,
          error instanceof RangeError ? "it is nested too deep" : String((error as Error).message),
        );
      }
      if (!isCelError(result)) return result;
      if (String(result.message).includes(IS_UNKNOWN)) throw new Unknown();
      const id = (result as { _exprId?: bigint })._exprId;
      return fail(id === undefined ? 0 : (positions[String(id)] ?? 0), worded(result.message));
    };
  };
  return {
    match: match === undefined ? undefined : program(match, "match"),
    assert: program(assert, "assert"),
    message: message.map((it, index) => program(it, "message", index)),
    help: help.map((it, index) => program(it, "help", index)),
  };
}

/** The library's words, with the way out where there is one. */
function worded(message: string): string {
  const field = /^field not found: (.*)$/.exec(message)?.[1];
  return field === undefined ? message : `there is no '${field}'; has(…) tells whether a field is there`;
}

function judgeOne({ match, assert, message, help }: Compiled, variables: Record<string, CelInput>): Verdict {
  const isTrue = (program: Program, part: "match" | "assert"): boolean => {
    const result = program(variables);
    if (typeof result === "boolean") return result;
    throw new Fault({
      part,
      index: 0,
      offset: 0,
      message: `it gives ${show(result)}, which is neither true nor false`,
      isSyntax: false,
    });
  };
  if (match !== undefined && !isTrue(match, "match")) return { outcome: "holds" };
  if (isTrue(assert, "assert")) return { outcome: "holds" };
  const texts = (programs: readonly Program[]) => programs.map((it) => show(it(variables)));
  return { outcome: "fails", message: texts(message), help: texts(help) };
}

/** Whole numbers are CEL's int, mappings are maps, and what is not known yet is an error that only counts where it is looked at. */
function toCel(value: unknown, seen: Map<object, CelInput>): CelInput {
  if (value === UNKNOWN) return celError(new Error(IS_UNKNOWN)) as unknown as CelInput;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== "object" || value === null) return value as CelInput;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    const list: CelInput[] = [];
    seen.set(value, list as CelInput);
    for (const it of value) list.push(toCel(it, seen));
    return list as CelInput;
  }
  const map = new Map<string, CelInput>();
  seen.set(value, map as CelInput);
  for (const [key, it] of Object.entries(value)) map.set(key, toCel(it, seen));
  return map as CelInput;
}

/** A value in a message. */
function show(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  if (value === null || value === undefined) return "null";
  return JSON.stringify(plainOf(value, 0)) ?? String(value);
}

function plainOf(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > 10) return HIDDEN;
  if (Symbol.iterator in value) {
    const items = [...(value as Iterable<unknown>)];
    const isMap =
      "get" in value && "has" in value && items.every((it) => Array.isArray(it) && it.length === 2);
    return isMap
      ? Object.fromEntries(
          (items as [unknown, unknown][]).map(([key, it]) => [String(key), plainOf(it, depth + 1)]),
        )
      : items.map((it) => plainOf(it, depth + 1));
  }
  return String(value);
}
