import { findNearest } from "../engine/nearest.ts";
import { annotationPrefixes, type ControllerProduct, productNames } from "../knowledge/controllers.ts";
import { compareReleases } from "../knowledge/release-order.ts";
import {
  believedName,
  defaultIn,
  everyRelease,
  invalidClass,
  isKnownTo,
  managementKey,
  type SettingFact,
  type SettingKind,
  settingFact,
  settingNames,
} from "../knowledge/settings.ts";
import { quote } from "../text/quote.ts";
import type { Row } from "./labelled-rows.ts";
import { UserError } from "./user-error.ts";

/** What is asked for: a name, and the controller and release it is asked about where that matters. */
export interface SettingQuestion {
  readonly kind: SettingKind;
  readonly name: string;
  readonly product?: ControllerProduct;
  readonly version?: string;
}

/** One answer: a headline and what stands below it. */
export interface Explanation {
  readonly title: string;
  readonly about: string;
  readonly rows: readonly Row[];
}

const kindNames: Readonly<Record<SettingKind, string>> = {
  configmap: "ConfigMap key",
  annotation: "annotation",
  flag: "flag",
};

const withArticle: Readonly<Record<SettingKind, string>> = {
  configmap: "a ConfigMap key",
  annotation: "an annotation",
  flag: "a flag",
};

/** What every product asked about knows of the name. Throws a `UserError` where none ever knew it and nobody believes in it. */
export function explainSetting(question: SettingQuestion): readonly Explanation[] {
  const products = question.product === undefined ? productsOf(question) : [question.product];
  const answers = products.flatMap((product) => {
    const name = ownName(product, question);
    const fact = settingFact(product, question.kind, name);
    if (fact !== undefined) return [explainFact(fact, question.version)];
    if (product === "f5-nic" && question.kind === "configmap") {
      const management = managementKey(name);
      if (management !== undefined)
        return [explainFact(management, question.version, "key of the management ConfigMap")];
    }
    const belief = believedName(product, question.kind, name);
    return belief === undefined ? [] : [explainBelief(product, question.kind, name, belief.advice)];
  });
  if (answers.length === 0) throw new UserError(unknown(question, products));
  return answers;
}

/** A prefix tells the product. */
function productsOf({ kind, name }: SettingQuestion): readonly ControllerProduct[] {
  const both = ["ingress-nginx", "f5-nic"] as const;
  const own = both.filter((it) => kind === "annotation" && name.startsWith(annotationPrefixes[it]));
  return own.length > 0 ? own : both;
}

function ownName(product: ControllerProduct, { kind, name }: SettingQuestion): string {
  if (kind === "flag") return name.replace(/^-{1,2}/, "");
  const prefix = annotationPrefixes[product];
  return kind === "annotation" && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function unknown(question: SettingQuestion, products: readonly ControllerProduct[]): string {
  const { kind, version } = question;
  const candidates = products.flatMap((it) =>
    settingNames(it, kind, question.product === undefined ? undefined : version),
  );
  const typed = ownName(products[0]!, question);
  const nearest = findNearest(typed, new Set(candidates));
  const who = products.length === 1 ? ` of ${productNames[products[0]!]}` : "";
  const elsewhere = (Object.keys(kindNames) as SettingKind[]).find(
    (it) => it !== kind && products.some((product) => settingFact(product, it, typed) !== undefined),
  );
  const hint =
    elsewhere !== undefined
      ? `; there is ${withArticle[elsewhere]} of this name`
      : nearest === undefined
        ? "; no release knows or knew it"
        : `; did you mean '${nearest}'?`;
  return `unknown ${kindNames[kind]} ${quote(question.name)}${who}${hint}`;
}

function explainBelief(
  product: ControllerProduct,
  kind: SettingKind,
  name: string,
  advice: string,
): Explanation {
  return {
    title: name,
    about: `no ${kindNames[kind]} of ${productNames[product]}`,
    rows: [
      ["Effect", "none: no release ever read it, and nothing is logged"],
      ["Instead", advice],
    ],
  };
}

function explainFact(
  fact: SettingFact,
  version: string | undefined,
  kindName = kindNames[fact.kind],
): Explanation {
  const product = productNames[fact.product];
  const dashes = fact.product === "f5-nic" ? "-" : "--";
  const rows: (Row | undefined)[] = [
    version === undefined ? undefined : [version, inRelease(fact, version)],
    fact.type === "removed" ? undefined : ["Type", typeOf(fact)],
    ["Default", defaultOf(fact, version)],
    ["Releases", releasesOf(fact)],
    fact.replacement === undefined ? undefined : ["Instead", fact.replacement],
    fact.aliasOf === undefined ? undefined : ["Alias", `older spelling of ${fact.aliasOf}`],
    fact.requires === undefined ? undefined : ["Needs", fact.requires],
    ["Renders", rendersOf(fact)],
    fact.effect === undefined ? undefined : ["Effect", fact.effect],
    fact.invalid === undefined
      ? undefined
      : ["Bad value", `${product} ${invalidClass(fact.product, fact.kind, fact.invalid)}`],
    fact.risk === undefined ? undefined : ["Risk", `${fact.risk} (annotations-risk-level)`],
    fact.plusOnly ? ["Only", "with NGINX Plus"] : undefined,
    ...fact.notes.map((note, at): Row => [at === 0 ? "Notes" : "", note]),
  ];
  return {
    title: fact.fullName ?? (fact.kind === "flag" ? `${dashes}${fact.name}` : fact.name),
    about: `${kindName} of ${product}`,
    rows: rows.filter((it) => it !== undefined && it[1] !== "") as Row[],
  };
}

function inRelease(fact: SettingFact, version: string): string {
  if (isKnownTo(fact, version)) return "reads it";
  if (fact.ignoredBy.includes(version)) return "does not read it";
  if (fact.removed !== undefined && compareReleases(version, fact.removed) >= 0)
    return "does not read it any more";
  return "does not read it yet";
}

function typeOf(fact: SettingFact): string {
  const { allowed, unit, minimum, maximum, meaning } = fact;
  const parts = [unit === undefined ? fact.type : `${fact.type}, ${unit}`];
  if (allowed !== undefined) parts.push(typeof allowed === "string" ? allowed : allowed.join(", "));
  else if (meaning !== undefined) parts.push(meaning);
  if (minimum !== undefined && maximum !== undefined) parts.push(`${minimum} to ${maximum}`);
  else if (minimum !== undefined) parts.push(`${minimum} or more`);
  return parts.join("; ");
}

function defaultOf(fact: SettingFact, version: string | undefined): string {
  const show = (value: string): string => (value === "" ? "empty" : value);
  const history = fact.defaultHistory.map((it) => `${show(it.default)} from ${it.from}`).join(", ");
  if (fact.configMapKey !== undefined)
    return fact.configMapKey === fact.name
      ? "the ConfigMap key of the same name"
      : `the ConfigMap key ${fact.configMapKey}`;
  if (version !== undefined && history !== "") return `${show(defaultIn(fact, version) ?? "")} (${history})`;
  if (history !== "") return history;
  return fact.default === undefined ? "" : show(fact.default);
}

function releasesOf(fact: SettingFact): string {
  const { since, lastVersion, removed, ignoredBy, alsoIn } = fact;
  if (since === "unreleased") return "none yet: only the development branch reads it";
  // The first release of the tables may not have been the first one to read it.
  const isOldest = since === everyRelease(fact.product)[0];
  const parts = [since === undefined ? "" : isOldest ? `${since} or before` : `since ${since}`];
  if (lastVersion !== undefined) parts.push(`last in ${lastVersion}, gone in ${removed}`);
  if (alsoIn.length > 0) parts.push(`also ${alsoIn.join(", ")}`);
  if (ignoredBy.length > 0) parts.push(`not in ${ignoredBy.join(", ")}`);
  if (fact.deprecated) parts.push("deprecated");
  return parts.filter((it) => it !== "").join("; ");
}

function rendersOf(fact: SettingFact): string {
  return fact.directives
    .map(
      ({ directive, context, note }) => `${directive} in ${context}${note === undefined ? "" : ` (${note})`}`,
    )
    .join("; ");
}
