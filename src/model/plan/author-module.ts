import { type HclAttribute, type HclBlock, type HclFile, parseHcl } from "../../parsers/hcl/body.ts";
import { type HclExpression, hclExpression } from "../../parsers/hcl/expression.ts";
import { HclError } from "../../parsers/hcl/tokens.ts";
import type { SourceFile } from "../../text/source-file.ts";

/** Reads the sources of Terraform modules. */
export interface TerraformFiles {
  /**
   * The `.tf` files of a directory, which is given relative to that of the root module (`""`), with `/`; none where there is no such directory, or where it may not
   * be read.
   */
  filesIn(directory: string): readonly SourceFile[];
}

/** A block with the file that it stands in. */
export interface AuthorBlock {
  readonly source: SourceFile;
  readonly hcl: HclFile;
  readonly block: HclBlock;
}

/** An attribute with the file that it stands in. */
export interface AuthorAttribute {
  readonly source: SourceFile;
  readonly hcl: HclFile;
  readonly attribute: HclAttribute;
}

/** The blocks of one module, which is the `.tf` files of one directory. */
export class AuthorModule {
  /** In words, the files that are not HCL. */
  readonly problems: readonly string[];
  readonly #blocks: readonly AuthorBlock[];

  /**
   * What override files say lies over the rest, so their blocks come first; the last of them wins. Source: developer.hashicorp.com/terraform/language/files/override.
   */
  constructor(files: readonly SourceFile[]) {
    const isOverride = (it: SourceFile) => /(?:^|[/_])override\.tf$/.test(it.path);
    const ordered = [...files.filter(isOverride).reverse(), ...files.filter((it) => !isOverride(it))];
    const problems: string[] = [];
    const blocks: AuthorBlock[] = [];
    for (const source of ordered) {
      try {
        const hcl = parseHcl(source.text);
        for (const block of hcl.body.blocks) blocks.push({ source, hcl, block });
      } catch (error) {
        if (!(error instanceof HclError)) throw error;
        const { line, column } = source.positionAt(error.offset);
        problems.push(
          `${source.path}:${line}:${column}: not HCL (${error.message}), so that places in it are those in the plan`,
        );
      }
    }
    this.problems = problems;
    this.#blocks = blocks;
  }

  /** Blocks with this type and these labels, those of override files first. */
  blocks(type: string, ...labels: readonly string[]): readonly AuthorBlock[] {
    return this.#blocks.filter(
      ({ block }) =>
        block.type === type &&
        block.labels.length === labels.length &&
        block.labels.every((it, at) => it === labels[at]),
    );
  }

  /** The expression of a local value. */
  local(name: string): AuthorAttribute | undefined {
    for (const holder of this.blocks("locals")) {
      const found = attributeOf(holder, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** An attribute of a block. */
export function attributeOf({ source, hcl, block }: AuthorBlock, name: string): AuthorAttribute | undefined {
  const attribute = block.body.attributes.find((it) => it.name === name);
  return attribute === undefined ? undefined : { source, hcl, attribute };
}

/** What an attribute's expression is. */
export function expressionOf({ hcl, attribute }: AuthorAttribute): HclExpression {
  return hclExpression(hcl, attribute.value);
}
