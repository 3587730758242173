import table from "./terraform-kubernetes.json" with { type: "json" };

/**
 * How an attribute of the hashicorp/kubernetes provider becomes a Kubernetes field. `object`: a block array
 * of at most one element; `array`: a block array; `nonzero`: a number whose 0 means unset; `int`,
 * `intOrString`, `octal`: strings in Terraform.
 */
export type Conversion =
  | "object"
  | "array"
  | "map"
  | "bool"
  | "string"
  | "number"
  | "nonzero"
  | "list"
  | "int"
  | "intOrString"
  | "octal";

/** One attribute; null: the provider's own or read-only, not part of the object. */
export type Field = {
  readonly name: string;
  readonly conversion: Conversion;
  readonly fields: Fields | undefined;
} | null;

/** The attributes of one block by their Terraform names. */
export type Fields = ReadonlyMap<string, Field>;

/** A resource type that stands for one Kubernetes object. */
export interface ResourceType {
  readonly apiVersion: string;
  readonly kind: string;
  readonly fields: Fields;
}

type RawField = readonly [string, Conversion, (string | RawFields)?] | null;
interface RawFields {
  readonly [name: string]: RawField;
}

const raw = table as unknown as {
  readonly computedBlocks: readonly string[];
  readonly types: Readonly<Record<string, { apiVersion: string; kind: string; fields: RawFields }>>;
  readonly aliases: Readonly<Record<string, readonly [string, string?]>>;
  readonly shapes: Readonly<Record<string, RawFields>>;
};

const types = new Map<string, ResourceType>();
const shapes = new Map<string, Fields>();
const computedBlocks = new Set(raw.computedBlocks);

/**
 * The Kubernetes object behind a Terraform resource type, deprecated names included (table: see `source` in
 * the JSON).
 */
export function kubernetesType(type: string): ResourceType | undefined {
  const known = types.get(type);
  if (known !== undefined) return known;
  const alias = Object.hasOwn(raw.aliases, type) ? raw.aliases[type] : undefined;
  const name = alias?.[0] ?? type;
  if (!Object.hasOwn(raw.types, name)) return undefined;
  const entry = raw.types[name]!;
  const made = {
    apiVersion: alias?.[1] ?? entry.apiVersion,
    kind: entry.kind,
    fields: toFields(entry.fields),
  };
  types.set(type, made);
  return made;
}

/** Whether a block of this name is filled in by the provider or the cluster when its author leaves it out. */
export function isComputedBlock(name: string): boolean {
  return computedBlocks.has(name);
}

function shapeOf(shape: string | RawFields | undefined): Fields | undefined {
  if (typeof shape !== "string") return shape === undefined ? undefined : toFields(shape);
  let fields = shapes.get(shape);
  if (fields === undefined) {
    fields = toFields(raw.shapes[shape]!);
    shapes.set(shape, fields);
  }
  return fields;
}

function toFields(entries: RawFields): Fields {
  const fields = new Map<string, Field>();
  for (const [name, field] of Object.entries(entries)) {
    fields.set(
      name,
      field === null ? null : { name: field[0], conversion: field[1], fields: shapeOf(field[2]) },
    );
  }
  return fields;
}
