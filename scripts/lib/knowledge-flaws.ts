import Ajv from "ajv";
import { believedNames } from "../../src/knowledge/believed-names.ts";
import type { ControllerProduct } from "../../src/knowledge/controllers.ts";
import { isConfigMapKey } from "../../src/knowledge/controllers.ts";
import { f5NicAnnotations } from "../../src/knowledge/data/f5-nic-annotations.ts";
import { f5NicConfigMap } from "../../src/knowledge/data/f5-nic-configmap.ts";
import { f5NicFlags } from "../../src/knowledge/data/f5-nic-flags.ts";
import { f5NicMgmt } from "../../src/knowledge/data/f5-nic-mgmt.ts";
import { ingressNginxAnnotations } from "../../src/knowledge/data/ingress-nginx-annotations.ts";
import { ingressNginxConfigMap } from "../../src/knowledge/data/ingress-nginx-configmap.ts";
import { ingressNginxFlags } from "../../src/knowledge/data/ingress-nginx-flags.ts";
import { nginxDirectives } from "../../src/knowledge/data/nginx-directives.ts";
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
import { directivesSchema, settingsSchema } from "./knowledge-schema.ts";

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
  ];
}

function schemaFlaws(): string[] {
  const ajv = new Ajv.default({ allErrors: true, strictTuples: false, formats: { regex: isRegex } });
  const settings = ajv.compile(settingsSchema);
  const directives = ajv.compile(directivesSchema);
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
