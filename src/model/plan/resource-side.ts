import { isComputedBlock } from "../../knowledge/terraform-kubernetes.ts";
import { isWritten, type PlanConfiguration } from "../../parsers/terraform-plan/configuration.ts";
import type { JsonPart, JsonStep } from "../../parsers/terraform-plan/json-places.ts";
import { JsonString } from "../../parsers/terraform-plan/json-string.ts";
import type { JsonObject } from "../../parsers/terraform-plan/kind.ts";
import type { PlanResourceChange, TerraformPlan } from "../../parsers/terraform-plan/plan.ts";
import type { Origin, Place } from "../../text/origin.ts";
import type { Span } from "../../text/source-file.ts";
import { type AuthorPlace, partOfPlace } from "./author-place.ts";
import type { AuthorSources } from "./author-sources.ts";
import type { PlanNode } from "./plan-node.ts";

/** One side of a change: the resource before or after it, with its places and marks. */
export class ResourceSide {
  readonly plan: TerraformPlan;
  readonly change: PlanResourceChange;
  readonly name: "before" | "after";
  readonly values: JsonObject;
  readonly #path: readonly JsonStep[];
  readonly #configuration: PlanConfiguration;
  /** What the author wrote is the world after. */
  readonly #sources: AuthorSources | undefined;
  #mayHaveUnknown: boolean | undefined;

  constructor(
    plan: TerraformPlan,
    configuration: PlanConfiguration,
    change: PlanResourceChange,
    name: "before" | "after",
    values: JsonObject,
    sources?: AuthorSources,
  ) {
    this.plan = plan;
    this.change = change;
    this.name = name;
    this.values = values;
    this.#configuration = configuration;
    this.#sources = name === "after" ? sources : undefined;
    this.#path = name === "before" ? change.beforePath : change.afterPath;
  }

  /** Whether any value is known after apply only; most resources of a plan stay as they are. */
  get mayHaveUnknown(): boolean {
    this.#mayHaveUnknown ??=
      this.name === "after" && (!this.plan.marksUnknown || hasMark(this.change.afterUnknown));
    return this.#mayHaveUnknown;
  }

  get address(): string {
    return this.change.address;
  }

  /** Marks of values known after apply; none before the change. */
  get unknownMarks(): unknown {
    return this.name === "after" ? this.change.afterUnknown : undefined;
  }

  /**
   * Place of a value or a part of its entry; of the nearest value above it when the plan does not hold it.
   */
  origin(node: PlanNode, part: JsonPart = "value"): Origin {
    return { place: () => this.place(node, part) };
  }

  /** See `origin`. The resource as a whole is where its address stands, or its block in the sources. */
  place(node: PlanNode, part: JsonPart = "value"): Place {
    if (this.isSensitive(node.path)) return this.#placeOfName(node);
    const inPlan = this.#placeInPlan(node, part);
    const written = this.#written(node);
    return written === undefined
      ? inPlan
      : { ...inPlan, file: written.file, span: partOfPlace(written, part) };
  }

  /**
   * The way into the string at a node: places of half-open ranges of it, undefined for all of it. `steps` lead to the same place in the document that the string is the
   * text of.
   */
  textPlaces(
    node: PlanNode,
  ): (range: Span | undefined, steps?: readonly JsonStep[], part?: JsonPart) => Place {
    if (this.isSensitive(node.path)) return () => this.#placeOfName(node);
    let string: JsonString | undefined;
    return (range, steps, part = "value") => {
      const written = this.#written(node, steps);
      const whole = this.#placeInPlan(node, "value");
      if (written !== undefined) {
        const { file, literal } = written;
        const span =
          literal !== undefined && range !== undefined
            ? literal.spanOf(range.start, range.end)
            : partOfPlace(written, part);
        return { ...whole, file, span };
      }
      string ??= this.#string(node);
      return string === undefined || range === undefined
        ? whole
        : { ...whole, span: string.spanOf(range.start, range.end) };
    };
  }

  /** Reports show what stands at a place, so that of a sensitive value is its name. */
  #placeOfName(node: PlanNode): Place {
    let named = node;
    while (typeof named.step === "number") named = named.parent!;
    const inPlan = this.#placeInPlan(named, "key");
    const written = this.#written(named);
    const isNamed = written?.key !== undefined || named.isRoot;
    return written === undefined || !isNamed
      ? inPlan
      : { ...inPlan, file: written.file, span: partOfPlace(written, "key") };
  }

  #written(node: PlanNode, steps?: readonly JsonStep[]): AuthorPlace | undefined {
    return this.#sources?.find(this.change, this.values, node.path, steps);
  }

  #placeInPlan(node: PlanNode, part: JsonPart): Place {
    const { span, found } = this.#find(node.path, part);
    const steps = found - this.#path.length;
    const attribute = steps > 0 ? node.attribute(steps) : undefined;
    return {
      file: this.plan.file,
      span: steps > 0 ? span : this.#addressSpan(),
      resource: this.address,
      attribute,
    };
  }

  /** Way back through the escapes of a string value; undefined when no string stands there. */
  #string(node: PlanNode): JsonString | undefined {
    const path = node.path;
    const { span, found } = this.#find(path, "value");
    const { text } = this.plan.file;
    return found === this.#path.length + path.length && text[span.start] === '"'
      ? new JsonString(text, span)
      : undefined;
  }

  /**
   * Whether the value at a node is known after apply only. What its author left out is not: the provider or
   * the cluster fills it in, and the plan says "unknown" for that as well. A `dynamic` block leaves no trace
   * in the configuration, so that only blocks which are filled in by others count as left out.
   */
  isUnknown(node: PlanNode, isBlock: boolean): boolean {
    if (!this.mayHaveUnknown) return false;
    const path = node.path;
    if (this.plan.marksUnknown ? markAt(this.unknownMarks, path) !== true : !isMissing(this.values, path))
      return false;
    const expressions = this.#configuration.expressionsOf(this.change);
    if (expressions === undefined || isWritten(expressions, this.values, path) !== false) return true;
    return isBlock && !isComputedBlock(String(path.at(-1)));
  }

  /** Whether the plan marks a value as sensitive; also true for what the providers always treat so. */
  isSensitive(path: readonly JsonStep[]): boolean {
    const marks = this.name === "before" ? this.change.beforeSensitive : this.change.afterSensitive;
    if (markAt(marks, path) === true) return true;
    return this.change.type === "helm_release" && path[0] === "set_sensitive";
  }

  #find(path: readonly JsonStep[], part: JsonPart): { readonly span: Span; readonly found: number } {
    return this.plan.places.find([...this.#path, ...path], part);
  }

  #addressSpan(): Span {
    return this.plan.places.find([...this.change.path, "address"]).span;
  }
}

/** Whether anything at all is marked. */
export function hasMark(marks: unknown): boolean {
  if (typeof marks !== "object" || marks === null) return marks === true;
  return Object.values(marks).some(hasMark);
}

/** The mark at a path: `true` when it or anything above it is marked, a tree when something below may be. */
export function markAt(marks: unknown, path: readonly JsonStep[]): unknown {
  let mark = marks;
  for (const step of path) {
    if (mark === true || typeof mark !== "object" || mark === null || !Object.hasOwn(mark, step))
      return mark === true;
    mark = (mark as Record<JsonStep, unknown>)[step];
  }
  return mark;
}

/** Without marks: values trees leave unknown attributes out, and write null for those that are not set. */
function isMissing(values: JsonObject, path: readonly JsonStep[]): boolean {
  let value: unknown = values;
  for (const [at, step] of path.entries()) {
    if (typeof value !== "object" || value === null) return false;
    if (!Object.hasOwn(value, step)) return at === path.length - 1;
    value = (value as Record<JsonStep, unknown>)[step];
  }
  return false;
}
