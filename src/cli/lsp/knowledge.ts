import picocolors from "picocolors";
import type { ControllerProduct } from "../../knowledge/controllers.ts";
import { annotationPrefixes } from "../../knowledge/controllers.ts";
import { contextsOfDirective, type NginxContextName } from "../../knowledge/nginx-directive-names.ts";
import { directiveNames } from "../../knowledge/nginx-directives.ts";
import {
  isKnownTo,
  type SettingFact,
  type SettingKind,
  settingFact,
  settingNames,
} from "../../knowledge/settings.ts";
import { explainDirective } from "../explain-directive.ts";
import { type Explanation, explainSetting } from "../explain-setting.ts";
import { labelledRows } from "../labelled-rows.ts";
import { UserError } from "../user-error.ts";

/** A controller that the workspace shows. */
export interface KnownController {
  readonly product: ControllerProduct;
  readonly version: string | undefined;
}

const products: readonly ControllerProduct[] = ["ingress-nginx", "f5-nic"];

/** What `ingress-lint explain` says of a setting for the controllers in sight, as Markdown; undefined where nobody knows it. */
export function settingHover(
  kind: SettingKind,
  name: string,
  controllers: readonly KnownController[],
): string | undefined {
  const [only, ...others] = controllers;
  const isOne = only !== undefined && others.length === 0;
  const product = isOne ? only.product : undefined;
  const version = isOne ? only.version : undefined;
  return markdownOf(() =>
    explainSetting({
      kind,
      name,
      ...(product === undefined || kind === "annotation" ? {} : { product }),
      ...(version === undefined ? {} : { version }),
    }),
  );
}

/** What `ingress-lint explain directive` says, as Markdown; undefined where no module has it. */
export function directiveHover(name: string): string | undefined {
  return contextsOfDirective(name).size === 0 ? undefined : markdownOf(() => explainDirective(name));
}

function markdownOf(explain: () => readonly Explanation[]): string | undefined {
  const plain = picocolors.createColors(false);
  try {
    return explain()
      .map(
        ({ title, about, rows }) =>
          `**${title}** ${about}\n\n\`\`\`text\n${labelledRows(rows, plain)}\n\`\`\``,
      )
      .join("\n\n");
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Settings that the controllers in sight read, of both products where none is. */
export function settingsInScope(
  kind: SettingKind,
  controllers: readonly KnownController[],
): readonly SettingFact[] {
  const asked =
    controllers.length > 0 ? controllers : products.map((product) => ({ product, version: undefined }));
  const facts = new Map<string, SettingFact>();
  for (const { product, version } of asked)
    for (const name of settingNames(product, kind, version)) {
      const fact = settingFact(product, kind, name);
      if (fact === undefined || fact.type === "removed" || fact.removed !== undefined) continue;
      if (version !== undefined && !isKnownTo(fact, version)) continue;
      facts.set(fact.fullName ?? fact.name, fact);
    }
  return [...facts.values()];
}

/** The words that a setting takes, where they can be listed. */
export function wordsOf({ type, allowed }: SettingFact): readonly string[] {
  if (Array.isArray(allowed)) return allowed as readonly string[];
  return /^bool/.test(type) ? ["true", "false"] : [];
}

/** Directives that nginx takes in a context. */
export function directivesIn(context: NginxContextName): readonly string[] {
  return directiveNames().filter((it) => {
    const contexts = contextsOfDirective(it);
    return contexts.has(context) || contexts.has("any");
  });
}

/** The prefix of a product's annotations. */
export function annotationProduct(name: string): ControllerProduct | undefined {
  return products.find((it) => name.startsWith(annotationPrefixes[it]));
}
