import Ajv from "ajv";
import {
  type Advisory,
  advisoriesLeftOut,
  type Condition,
  everyAdvisory,
  type ReleaseRange,
} from "../../src/knowledge/advisories.ts";
import { believedNames } from "../../src/knowledge/believed-names.ts";
import type { ControllerProduct } from "../../src/knowledge/controllers.ts";
import { isConfigMapKey } from "../../src/knowledge/controllers.ts";
import { advisoryRows } from "../../src/knowledge/data/advisories.ts";
import { controllerDigests } from "../../src/knowledge/data/controller-digests.ts";
import { f5NicAnnotations } from "../../src/knowledge/data/f5-nic-annotations.ts";
import { f5NicConfigMap } from "../../src/knowledge/data/f5-nic-configmap.ts";
import { f5NicFlags } from "../../src/knowledge/data/f5-nic-flags.ts";
import { f5NicMgmt } from "../../src/knowledge/data/f5-nic-mgmt.ts";
import { ingressNginxAnnotations } from "../../src/knowledge/data/ingress-nginx-annotations.ts";
import { ingressNginxConfigMap } from "../../src/knowledge/data/ingress-nginx-configmap.ts";
import { ingressNginxFlags } from "../../src/knowledge/data/ingress-nginx-flags.ts";
import { nginxDirectives } from "../../src/knowledge/data/nginx-directives.ts";
import { dataUntil } from "../../src/knowledge/data-date.ts";
import {
  defaultOfSetting,
  ingressNginxSettings,
  parseGoBool,
  parseGoInt,
} from "../../src/knowledge/ingress-nginx-settings.ts";
import { contextsOfDirective } from "../../src/knowledge/nginx-directive-names.ts";
import { type DirectiveFact, directiveFact, directiveNames } from "../../src/knowledge/nginx-directives.ts";
import { compareReleases, isReleaseAtLeast } from "../../src/knowledge/release-order.ts";
import {
  configMapKey,
  defaultIn,
  everyRelease,
  everySetting,
  invalidClass,
  isKnownTo,
  type SettingFact,
  type SettingKind,
  settingFact,
} from "../../src/knowledge/settings.ts";
import { parseNginxOffset, parseNginxSize, parseNginxTime } from "../../src/model/nginx-values.ts";
import { advisoriesSchema, directivesSchema, settingsSchema } from "./knowledge-schema.ts";

const products: readonly ControllerProduct[] = ["ingress-nginx", "f5-nic"];
const kinds: readonly SettingKind[] = ["configmap", "annotation", "flag"];

/** Everything that is wrong with the tables of src/knowledge, a sentence each. */
export function knowledgeFlaws(): string[] {
  return [
    ...schemaFlaws(),
    ...products.flatMap((product) =>
      kinds.flatMap((kind) => everySetting(product, kind).flatMap((it) => settingFlaws(it))),
    ),
    ...directiveNames().flatMap((name) => directiveFact(name).flatMap((it) => directiveFlaws(it))),
    ...directiveNames().flatMap((name) => nameTableFlaws(name)),
    ...believedNames.flatMap((it) => {
      const newest = everyRelease(it.product).at(-1)!;
      const where = `${it.product} ${it.kind} '${it.name}' is believed in`;
      const flaws: string[] = [];
      if (settingFact(it.product, it.kind, it.name) !== undefined)
        flaws.push(`${where}, but releases know it`);
      if (it.instead !== undefined && settingFact(it.product, it.kind, it.instead, newest) === undefined)
        flaws.push(`${where}, but its replacement '${it.instead}' is not known to ${newest}`);
      return flaws;
    }),
    ...renderedSettingFlaws(),
    ...everyAdvisory().flatMap((it) => advisoryFlaws(it)),
    ...advisoryTableFlaws(),
    ...digestFlaws(),
  ];
}

function schemaFlaws(): string[] {
  const ajv = new Ajv.default({ allErrors: true, strictTuples: false, formats: { regex: isRegex } });
  const settings = ajv.compile(settingsSchema);
  const directives = ajv.compile(directivesSchema);
  const advisories = ajv.compile(advisoriesSchema);
  const tables = {
    f5NicAnnotations,
    f5NicConfigMap,
    f5NicFlags,
    f5NicMgmt,
    ingressNginxAnnotations,
    ingressNginxConfigMap,
    ingressNginxFlags,
  };
  const flaws: string[] = [];
  for (const [name, source] of Object.entries(tables)) {
    const rows = JSON.parse(source) as readonly { name: string }[];
    if (!settings(rows)) flaws.push(`${name}: ${ajv.errorsText(settings.errors)}`);
    const names = rows.map((it) => it.name);
    for (const [at, it] of names.entries())
      if (at > 0 && names[at - 1]! >= it) flaws.push(`${name}: '${it}' stands after '${names[at - 1]}'`);
  }
  if (!directives(JSON.parse(nginxDirectives)))
    flaws.push(`nginxDirectives: ${ajv.errorsText(directives.errors)}`);
  if (!advisories(JSON.parse(advisoryRows))) flaws.push(`advisories: ${ajv.errorsText(advisories.errors)}`);
  return flaws;
}

function isRegex(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return isLooseRegex(source);
  }
}

/** Go's dialect escapes characters that need none, which JavaScript takes without the `u` flag only. */
function isLooseRegex(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

function settingFlaws(fact: SettingFact): string[] {
  const { product, kind, name } = fact;
  const flaws: string[] = [];
  const say = (flaw: string): void => void flaws.push(`${product} ${kind} '${name}': ${flaw}`);
  for (const flaw of versionFlaws(fact)) say(flaw);
  if (fact.invalid === undefined) {
    if (fact.type !== "removed") say("nothing is said of bad values");
  } else if (invalidClass(product, kind, fact.invalid) === "")
    say(`the class '${fact.invalid}' is not known`);
  for (const { from, default: value } of [
    ...fact.defaultHistory,
    { from: "now", default: fact.default ?? "" },
  ])
    if (!isOfItsType(fact, value)) say(`the default '${value}' of ${from} is none of type ${fact.type}`);
  for (const it of fact.directives)
    for (const directive of directivesOf(it.directive))
      if (directiveFact(directive).length === 0) say(`no module has a directive '${directive}'`);
  for (const key of [fact.configMapKey, (fact as { globalKey?: string }).globalKey])
    if (key !== undefined && configMapKey(product, key) === undefined) say(`no ConfigMap key '${key}'`);
  if (fact.aliasOf !== undefined && settingFact(product, kind, fact.aliasOf) === undefined)
    say(`'${fact.aliasOf}', which it is an alias of, is not known`);
  if (kind === "configmap" && !isConfigMapKey(product, name)) say("controller-keys.json lacks it");
  return flaws;
}

function versionFlaws(fact: SettingFact): string[] {
  const known = new Set(everyRelease(fact.product));
  const { since, lastVersion, removed, defaultHistory, ignoredBy, alsoIn } = fact;
  const flaws: string[] = [];
  const named = [
    since,
    lastVersion,
    removed,
    ...ignoredBy,
    ...alsoIn,
    ...defaultHistory.map((it) => it.from),
  ];
  for (const it of named)
    if (it !== undefined && it !== "unreleased" && !known.has(it)) flaws.push(`there is no release ${it}`);
  const isOlder = (left: string | undefined, right: string | undefined): boolean =>
    left === undefined || right === undefined || compareReleases(left, right) < 0;
  if (!isOlder(since, removed)) flaws.push(`removed in ${removed} before it came in ${since}`);
  if (!isOlder(lastVersion, removed)) flaws.push(`last in ${lastVersion}, removed in ${removed}`);
  if (since !== undefined && lastVersion !== undefined && compareReleases(since, lastVersion) > 0)
    flaws.push(`last in ${lastVersion} before it came in ${since}`);
  if ((removed === undefined) !== (lastVersion === undefined))
    flaws.push("the last release and the first without it belong together");
  for (const [at, it] of defaultHistory.entries())
    if (at > 0 && !isOlder(defaultHistory[at - 1]!.from, it.from)) flaws.push("defaults are not in order");
  const newest = defaultHistory.at(-1);
  if (newest !== undefined && newest.default !== fact.default)
    flaws.push(`the newest default is '${newest.default}', not '${fact.default}'`);
  if (alsoIn.some((it) => isKnownTo({ ...fact, alsoIn: [] }, it)))
    flaws.push("alsoIn names a release after since");
  return flaws;
}

/** Whether a default is what its own type takes; an empty text stands for "not printed". */
function isOfItsType({ type, allowed, ignoresCase }: SettingFact, value: string): boolean {
  if (value === "") return true;
  if (Array.isArray(allowed) && /^(enum|bool|int)/.test(type))
    return value.split(" ").every((it) => allowed.some((word) => same(String(word), it, ignoresCase)));
  if (type === "bool") return parseGoBool(value) !== undefined;
  if (/^(int|uint|uint32)\b/.test(type)) return parseGoInt(value) !== undefined || /auto/.test(type);
  if (/^float/.test(type)) return value.split(",").every((it) => Number.isFinite(Number(it)));
  if (type === "nginx-size(offset)" || type === "offset") return parseNginxOffset(value) !== undefined;
  if (type === "nginx-size" || type === "size")
    return value.split("|").every((it) => parseNginxSize(it) !== undefined);
  if (type === "nginx-time" || type === "time") return parseNginxTime(value) !== undefined;
  if (/duration/.test(type)) return /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(value);
  return true;
}

const same = (left: string, right: string, ignoresCase: boolean): boolean =>
  ignoresCase ? left.toLowerCase() === right.toLowerCase() : left === right;

/** Directives whose module has no public command table. */
const closedModules = /^app_protect/;

/** The directives that a `RenderedTo.directive` names: `least_conn|ip_hash`, `add_header Strict-Transport-Security`; notes in brackets name none. */
function directivesOf(text: string): readonly string[] {
  if (/^[(<]/.test(text)) return [];
  return text
    .split("|")
    .map((it) => /^[a-z0-9_]+/.exec(it.trim())?.[0] ?? it)
    .filter((it) => !closedModules.test(it));
}

const contexts = new Set(
  "any main events http server location if-in-server if-in-location limit_except upstream stream stream-server stream-upstream mail mail-server mgmt oidc_provider acme_issuer".split(
    " ",
  ),
);

function directiveFlaws(fact: DirectiveFact): string[] {
  const flaws: string[] = [];
  const say = (flaw: string): void => void flaws.push(`${fact.module} '${fact.name}': ${flaw}`);
  for (const it of fact.contexts) if (!contexts.has(it)) say(`there is no context '${it}'`);
  const { args } = fact;
  if (args?.max !== undefined && args.max < args.min) say("more arguments needed than taken");
  if (fact.flag && (args?.min !== 1 || args.max !== 1)) say("a flag takes one argument");
  if (
    fact.since !== undefined &&
    fact.removed !== undefined &&
    compareReleases(fact.since, fact.removed) >= 0
  )
    say(`removed in ${fact.removed} before it came in ${fact.since}`);
  if (/^enum/.test(fact.valueType) && fact.origin === "nginx-oss" && fact.values === undefined)
    say("an enum without its words");
  if (fact.bounds !== undefined && fact.bounds.min >= fact.bounds.max) say("bounds the wrong way round");
  if (fact.changes.some((it, at, all) => at > 0 && compareReleases(all[at - 1]!.version, it.version) >= 0))
    say("changes are not in order");
  return flaws;
}

/** nginx-directive-names.ts is the small table that every parse needs: names and contexts must be those of the large one. */
function nameTableFlaws(name: string): string[] {
  const small = [...contextsOfDirective(name)].sort().join(" ");
  const large = [...new Set(directiveFact(name).flatMap((it) => it.contexts))].sort().join(" ");
  return small === large ? [] : [`nginx-directive-names.ts: '${name}' in '${small}', not in '${large}'`];
}

/** ingress-nginx-settings.ts is the small table of what the renderer needs: the same defaults in every release since 0.9.0. */
function renderedSettingFlaws(): string[] {
  const flaws: string[] = [];
  for (const key of Object.keys(ingressNginxSettings) as (keyof typeof ingressNginxSettings)[]) {
    const fact = configMapKey("ingress-nginx", key);
    if (fact === undefined) flaws.push(`ingress-nginx-settings.ts: no key '${key}'`);
    else
      for (const release of everyRelease("ingress-nginx"))
        if (
          isReleaseAtLeast(release, "0.9.0") &&
          isKnownTo(fact, release) &&
          defaultIn(fact, release) !== defaultOfSetting(key, release)
        )
          flaws.push(
            `ingress-nginx-settings.ts: '${key}' is '${defaultOfSetting(key, release)}' in ${release}, not '${defaultIn(fact, release)}'`,
          );
  }
  return flaws;
}

/** The word that goes with a CVSS score (3.1 and 4.0 alike). */
const wordOf = (score: number): string =>
  score >= 9 ? "critical" : score >= 7 ? "high" : score >= 4 ? "medium" : "low";

function advisoryFlaws(advisory: Advisory): string[] {
  const { id, of: owner, score, severity, affected, ingressNginxPatched = [] } = advisory;
  const flaws: string[] = [];
  const say = (flaw: string): void => void flaws.push(`${id}: ${flaw}`);
  if (score !== undefined && wordOf(score) !== severity) say(`CVSS ${score} is not ${severity}`);
  for (const flaw of rangeFlaws(affected)) say(flaw);
  for (const flaw of rangeFlaws(ingressNginxPatched)) say(flaw);
  const controllers = owner === "nginx" ? [] : affected.map((it) => [owner, it] as const);
  for (const [product, range] of [
    ...controllers,
    ...ingressNginxPatched.map((it) => ["ingress-nginx", it] as const),
  ])
    for (const it of range)
      if (it !== null && !everyRelease(product).includes(it) && !isAfterNewest(product, it))
        say(`there is no release ${it} of ${product}`);
  if (owner !== "nginx" && (advisory.ingressNginx ?? advisory.f5Nic) !== undefined)
    say("conditions by controller are for advisories of nginx");
  for (const flaw of conditionFlaws(advisory.when, owner === "nginx" ? undefined : owner)) say(flaw);
  if (advisory.ingressNginx !== undefined)
    for (const flaw of conditionFlaws(advisory.ingressNginx, "ingress-nginx")) say(flaw);
  if (advisory.f5Nic !== undefined) for (const flaw of conditionFlaws(advisory.f5Nic, "f5-nic")) say(flaw);
  return flaws;
}

/** Fixed releases may be newer than the tables of releases. */
function isAfterNewest(product: ControllerProduct, release: string): boolean {
  return compareReleases(release, everyRelease(product).at(-1)!) > 0;
}

function rangeFlaws(ranges: readonly ReleaseRange[]): string[] {
  const flaws: string[] = [];
  for (const [at, [from, before]] of ranges.entries()) {
    if (from !== null && before !== null && compareReleases(from, before) >= 0)
      flaws.push(`the range ${from} to ${before} is empty`);
    const last = at === 0 ? undefined : ranges[at - 1]![1];
    if (last === null || (last !== undefined && (from === null || compareReleases(last, from) > 0)))
      flaws.push("ranges are not in order");
  }
  return flaws;
}

function conditionFlaws(condition: Condition, product: ControllerProduct | undefined): string[] {
  if ("all" in condition) return condition.all.flatMap((it) => conditionFlaws(it, product));
  if ("any" in condition) return condition.any.flatMap((it) => conditionFlaws(it, product));
  if ("not" in condition) return conditionFlaws(condition.not, product);
  if ("directive" in condition)
    return directiveFact(condition.directive).length > 0 ? [] : [`no module has '${condition.directive}'`];
  if ("setting" in condition) {
    const isKey = product !== undefined && configMapKey(product, condition.setting) !== undefined;
    return isKey ? [] : [`${product ?? "nginx"} has no key '${condition.setting}'`];
  }
  if ("annotation" in condition) {
    const isKnown =
      product !== undefined && settingFact(product, "annotation", condition.annotation) !== undefined;
    return isKnown ? [] : [`${product ?? "nginx"} has no annotation '${condition.annotation}'`];
  }
  return [];
}

function advisoryTableFlaws(): string[] {
  const ids = everyAdvisory().map((it) => it.id);
  const flaws = ids.filter((it, at) => ids.indexOf(it) !== at).map((it) => `${it} stands twice`);
  for (const it of advisoriesLeftOut) if (ids.includes(it)) flaws.push(`${it} is left out and listed`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(dataUntil)) flaws.push(`'${dataUntil}' is no day`);
  return flaws;
}

function digestFlaws(): string[] {
  const known = new Set(everyRelease("ingress-nginx"));
  const seen = new Set<string>();
  return controllerDigests
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [release = "", ...digests] = line.split(" ");
      const bad = digests.filter((it) => !/^[0-9a-f]{16}$/.test(it) || seen.has(it));
      for (const it of digests) seen.add(it);
      return [
        ...(known.has(release) ? [] : [`controller-digests: there is no release ${release}`]),
        ...bad.map((it) => `controller-digests: '${it}' is no digest of one release`),
      ];
    });
}
