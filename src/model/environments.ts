/** Words for environments in the names of folders, files and objects, from the first stage to the last. */
const stages: readonly (readonly [stage: string, words: readonly string[]])[] = [
  ["development", ["dev", "devel", "develop", "development", "local", "sandbox"]],
  ["test", ["test", "testing", "tst", "qa", "int", "integration"]],
  ["staging", ["stage", "staging", "stg", "acc", "acceptance", "at", "uat"]],
  ["pre-production", ["preprod", "preproduction", "preview"]],
  ["production", ["prod", "prd", "production", "live"]],
];

const orders = new Map(stages.flatMap(([, words], order) => words.map((word) => [word, order] as const)));
const lastOrder = stages.length - 1;

/** The environment that a file belongs to by its path. */
export interface Environment {
  /** The word in the path: `staging`. */
  readonly name: string;
  /** Earlier stages have lower numbers. */
  readonly order: number;
  readonly isProduction: boolean;
  /** The path with `*` for the word, the same for all environments that are kept alike. */
  readonly pattern: string;
}

/** The environment that a path names, by a folder or by a part of the file's name; undefined where it names none, or several. */
export function environmentOf(path: string): Environment | undefined {
  const words = path.split(/([/._-])/);
  const found = words.flatMap((word, at) => {
    const order = orders.get(word.toLowerCase());
    return order === undefined ? [] : [{ at, order, name: word }];
  });
  const [only, ...others] = found;
  if (only === undefined || others.some((it) => it.order !== only.order)) return undefined;
  const pattern = words.map((word, at) => (found.some((it) => it.at === at) ? "*" : word)).join("");
  return { name: only.name, order: only.order, isProduction: only.order === lastOrder, pattern };
}

/** A name without words for environments: `shop-staging` and `shop` are one. */
export function withoutEnvironment(name: string): string {
  return name
    .split("-")
    .filter((it) => !orders.has(it.toLowerCase()))
    .join("-");
}
