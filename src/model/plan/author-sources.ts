import { callsOf } from "../../parsers/terraform-plan/configuration.ts";
import type { JsonStep } from "../../parsers/terraform-plan/json-places.ts";
import type { PlanResourceChange } from "../../parsers/terraform-plan/plan.ts";
import { AuthorExpressions, type Site, valueAt } from "./author-expressions.ts";
import {
  type AuthorBlock,
  AuthorModule,
  attributeOf,
  expressionOf,
  type TerraformFiles,
} from "./author-module.ts";
import type { AuthorPlace } from "./author-place.ts";

/** Attributes that a provider makes of others: what it shows of a text whose secrets it has hidden. */
const rewritten: Readonly<Record<string, string>> = { "kubectl_manifest yaml_body_parsed": "yaml_body" };

/**
 * The `.tf` sources of a plan: from the address of a resource and the path of a value in it to where its author wrote it. What is worked out (`for`, `templatefile`,
 * `each.value`, `dynamic` blocks) stands where its attribute or block stands, a resource of a module that is not at hand where that module is called. A literal that
 * is not the plan's value is not taken for it.
 */
export class AuthorSources {
  readonly #trees: readonly SourceTree[];

  /** `candidates` are the directories that may hold the root module; the first that has a resource is taken for it. */
  constructor(candidates: readonly TerraformFiles[]) {
    this.#trees = candidates.map((it) => new SourceTree(it));
  }

  /** In words, what could not be read of the sources that were looked into until now. */
  get problems(): readonly string[] {
    return [...new Set(this.#trees.flatMap((it) => it.problems))];
  }

  /**
   * The place of the value at `path` below the resource's values (`values`); of the resource's own block for an empty path. Undefined where the sources do not have
   * the resource. `inText` are steps in the YAML or JSON document that the value there is the text of.
   */
  find(
    change: PlanResourceChange,
    values: unknown,
    path: readonly JsonStep[],
    inText: readonly JsonStep[] = [],
  ): AuthorPlace | undefined {
    for (const tree of this.#trees) {
      const found = tree.find(change, values, path, inText);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** One root module and what it calls. */
class SourceTree {
  readonly #files: TerraformFiles;
  readonly #modules = new Map<string, AuthorModule>();
  readonly #expressions = new AuthorExpressions((calls) => this.#callerOf(calls));

  constructor(files: TerraformFiles) {
    this.#files = files;
  }

  get problems(): readonly string[] {
    return [...this.#modules.values()].flatMap((it) => it.problems);
  }

  /** See `AuthorSources.find`. */
  find(
    change: PlanResourceChange,
    values: unknown,
    path: readonly JsonStep[],
    inText: readonly JsonStep[],
  ): AuthorPlace | undefined {
    const home = this.#moduleOf(change);
    if (home === undefined || "block" in home) return home && headOf(home);
    const { module, calls } = home;
    const kind = change.mode === "data" ? "data" : "resource";
    const blocks = module.blocks(kind, change.type, change.name);
    const [block] = blocks;
    if (block === undefined) return undefined;
    if (path.length === 0) return headOf(block);
    let best: AuthorPlace | undefined;
    for (const it of blocks) {
      const found = this.#inBlock(it, module, calls, path, inText, values);
      if (found !== undefined) return found;
      best ??= headOf(it);
    }
    return best;
  }

  /** The module that a resource is in, with the calls that lead there; the last call that is in sight when the module is not. */
  #moduleOf(
    change: PlanResourceChange,
  ): { module: AuthorModule; calls: readonly AuthorBlock[] } | AuthorBlock | undefined {
    let directory = "";
    const calls: AuthorBlock[] = [];
    let module = this.#moduleIn(directory);
    for (const name of callsOf(change.module)) {
      const [call] = module.blocks("module", name);
      if (call === undefined) return undefined;
      calls.push(call);
      const source = attributeOf(call, "source");
      const expression = source && expressionOf(source);
      const path = expression?.kind === "literal" ? expression.literal.value : "";
      if (!/^\.\.?(?:\/|$)/.test(path)) return call;
      directory = joined(directory, path);
      if (this.#files.filesIn(directory).length === 0) return call;
      module = this.#moduleIn(directory);
    }
    return { module, calls };
  }

  #moduleIn(directory: string): AuthorModule {
    let module = this.#modules.get(directory);
    if (module === undefined) {
      module = new AuthorModule(this.#files.filesIn(directory));
      this.#modules.set(directory, module);
    }
    return module;
  }

  /** Undefined when the block has nothing of the path's first step. */
  #inBlock(
    block: AuthorBlock,
    module: AuthorModule,
    calls: readonly AuthorBlock[],
    path: readonly JsonStep[],
    inText: readonly JsonStep[],
    value: unknown,
  ): AuthorPlace | undefined {
    const [step, ...rest] = path;
    const written = rewritten[`${block.block.labels[0]} ${step}`] ?? step!;
    const name = String(written);
    const attribute = attributeOf(block, name);
    const inner = valueAt(value, step!);
    if (attribute !== undefined) {
      const site: Site = {
        module,
        calls,
        source: attribute.source,
        hcl: attribute.hcl,
        range: attribute.attribute.value,
        key: attribute.attribute.nameSpan,
        isRewritten: step !== written,
      };
      const found = this.#expressions.find(site, rest, inText, inner, 0);
      return found ?? { file: site.source, span: site.key, key: site.key };
    }
    const { body } = block.block;
    const dynamic = body.blocks.find((it) => it.type === "dynamic" && it.labels[0] === name);
    const same = body.blocks.filter((it) => it.type === name).map((it) => ({ ...block, block: it }));
    const [index, ...below] = rest;
    if (typeof index === "number") {
      const chosen = chosenBlock(same, inner, index, dynamic !== undefined);
      if (chosen !== undefined) {
        if (below.length === 0) return headOf(chosen);
        const deeper = this.#inBlock(chosen, module, calls, below, inText, valueAt(inner, index));
        return deeper ?? headOf(chosen);
      }
    }
    const nearest = dynamic ?? (same.length === 1 || rest.length === 0 ? same[0]?.block : undefined);
    return nearest && headOf({ ...block, block: nearest });
  }

  #callerOf(calls: readonly AuthorBlock[]): AuthorModule {
    let directory = "";
    for (const call of calls) {
      const source = attributeOf(call, "source")!;
      const expression = expressionOf(source);
      directory = joined(directory, expression.kind === "literal" ? expression.literal.value : "");
    }
    return this.#moduleIn(directory);
  }
}

function headOf({ source, block }: AuthorBlock): AuthorPlace {
  return { file: source, span: block.header };
}

/**
 * The block that became an element of a list: the only one with its name where the elements have names (sets are sorted in plans), else the one at its position where
 * all of them are written out.
 */
function chosenBlock(
  blocks: readonly AuthorBlock[],
  list: unknown,
  index: number,
  hasDynamic: boolean,
): AuthorBlock | undefined {
  const name = valueAt(valueAt(list, index), "name");
  if (typeof name === "string") {
    const named = blocks.filter((it) => literalOf(it, "name") === name);
    if (named.length === 1) return named[0];
  }
  const isWhole = !hasDynamic && Array.isArray(list) && list.length === blocks.length;
  return isWhole ? blocks[index] : undefined;
}

function literalOf(block: AuthorBlock, name: string): string | undefined {
  const attribute = attributeOf(block, name);
  const expression = attribute && expressionOf(attribute);
  return expression?.kind === "literal" ? expression.literal.value : undefined;
}

/** `modules/../edge` is `edge`; `..` may lead above the root module. */
function joined(directory: string, path: string): string {
  const steps: string[] = [];
  for (const it of [...directory.split("/"), ...path.split("/")]) {
    if (it === "" || it === ".") continue;
    if (it === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else steps.push(it);
  }
  return steps.join("/");
}
