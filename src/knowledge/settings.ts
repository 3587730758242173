import releases from "./controller-releases.json" with { type: "json" };
import { annotationPrefixes, type ControllerProduct } from "./controllers.ts";
import { f5NicAnnotations } from "./data/f5-nic-annotations.ts";
import { f5NicConfigMap } from "./data/f5-nic-configmap.ts";
import { f5NicFlags } from "./data/f5-nic-flags.ts";
import { f5NicMgmt } from "./data/f5-nic-mgmt.ts";
import { ingressNginxAnnotations } from "./data/ingress-nginx-annotations.ts";
import { ingressNginxConfigMap } from "./data/ingress-nginx-configmap.ts";
import { ingressNginxFlags } from "./data/ingress-nginx-flags.ts";
import { compareReleases, isReleaseAtLeast } from "./release-order.ts";

/** Where a controller is told something: in its ConfigMap, by an annotation of an Ingress, on its command line. */
export type SettingKind = "configmap" | "annotation" | "flag";

/** What a controller prints for a setting. `directive` may be several words (`add_header Strict-Transport-Security`) or a note in brackets. */
export interface RenderedTo {
  readonly directive: string;
  readonly context: string;
  readonly note?: string;
}

/** One setting of a controller over all of its releases. */
export interface SettingFact {
  readonly product: ControllerProduct;
  readonly kind: SettingKind;
  /** Annotations of the product's own prefix without it; others (`nginx.com/slow-start`) whole; flags without dashes. */
  readonly name: string;
  /** Annotations: with the prefix. */
  readonly fullName?: string;
  /** The controller's own idea of the value (`int`, `nginx-size`, `csv-ip-or-cidr` …), `removed` where only its name matters; see `valueClass`. */
  readonly type: string;
  /** The default of the newest release; empty text: nothing is printed. */
  readonly default?: string;
  /** Older defaults by release, oldest first; empty where it never changed. The first entry holds for all older releases too. */
  readonly defaultHistory: readonly { readonly from: string; readonly default: string }[];
  /** First release that reads it. `unreleased`: only the development branch does. */
  readonly since?: string;
  /** Last release that reads it. */
  readonly lastVersion?: string;
  /** First release that does not read it any more. */
  readonly removed?: string;
  /** Releases in between that know the name but do nothing with it. */
  readonly ignoredBy: readonly string[];
  /** Releases before `since` that read it: tagged on the development branch, the next ones of their line again without it. */
  readonly alsoIn: readonly string[];
  readonly deprecated: boolean;
  readonly replacement?: string;
  /** What the controller does with a bad value, an id for `invalidClass`. */
  readonly invalid?: string;
  /** A closed list of words, or a sentence about what is accepted. */
  readonly allowed?: string | readonly string[];
  /** The words of `allowed` count in any letter case. */
  readonly ignoresCase: boolean;
  /** The controller's regular expression for the value; see `patternOn`. */
  readonly pattern?: string;
  readonly patternFlags?: string;
  /** What the pattern is matched with: the value without any blanks, trimmed, or each item of the comma-separated list, trimmed. */
  readonly patternOn?: "compact" | "trimmed" | "items";
  /** The pattern's check refuses line breaks as well. */
  readonly noLineBreaks: boolean;
  /** The check in words. */
  readonly meaning?: string;
  readonly unit?: string;
  /** Bounds: of ConfigMap keys and annotations those that nginx enforces, of flags the controller's own. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly directives: readonly RenderedTo[];
  /** What it does where it prints no directive. */
  readonly effect?: string;
  readonly risk?: "Low" | "Medium" | "High" | "Critical";
  readonly scope?: "ingress" | "location";
  readonly group?: string;
  /** Annotations: the name that this one is an older spelling of. */
  readonly aliasOf?: string;
  /** Annotations: the ConfigMap key that holds their default. */
  readonly configMapKey?: string;
  /** Annotations: what else must be set for this one to do anything. */
  readonly requires?: string;
  readonly notes: readonly string[];
  /** F5: NGINX Plus only. */
  readonly plusOnly: boolean;
}

interface RawSetting {
  readonly name: string;
  readonly fullName?: string;
  readonly type: string;
  readonly default?: string;
  readonly history?: readonly (readonly [from: string, value: string])[];
  readonly last?: string;
  readonly directives?: readonly (readonly [directive: string, context: string, note?: string])[];
  readonly notes?: readonly string[];
  readonly ignoredBy?: readonly string[];
  readonly alsoIn?: readonly string[];
  readonly deprecated?: boolean;
  readonly ignoresCase?: boolean;
  readonly noLineBreaks?: boolean;
  readonly plusOnly?: boolean;
}

type TableName = `${ControllerProduct} ${SettingKind}` | "f5-nic mgmt";

/** The data of each table. They are in a file of their own that is read when the first of them is asked for. */
const sources: Readonly<Record<TableName, () => string>> = {
  "ingress-nginx configmap": () => ingressNginxConfigMap,
  "ingress-nginx annotation": () => ingressNginxAnnotations,
  "ingress-nginx flag": () => ingressNginxFlags,
  "f5-nic configmap": () => f5NicConfigMap,
  "f5-nic annotation": () => f5NicAnnotations,
  "f5-nic flag": () => f5NicFlags,
  "f5-nic mgmt": () => f5NicMgmt,
};

/** The settings of one kind: rows as they stand in the data until somebody asks for them. */
class SettingTable {
  readonly #rows: ReadonlyMap<string, RawSetting>;
  readonly #facts = new Map<string, SettingFact>();
  readonly #product: ControllerProduct;
  readonly #kind: SettingKind;

  constructor(product: ControllerProduct, kind: SettingKind, source: string) {
    this.#product = product;
    this.#kind = kind;
    this.#rows = new Map((JSON.parse(source) as readonly RawSetting[]).map((it) => [it.name, it]));
  }

  get(name: string): SettingFact | undefined {
    let fact = this.#facts.get(name);
    if (fact === undefined) {
      const row = this.#rows.get(name);
      if (row === undefined) return undefined;
      fact = toFact(this.#product, this.#kind, row);
      this.#facts.set(name, fact);
    }
    return fact;
  }

  all(): readonly SettingFact[] {
    return [...this.#rows.keys()].map((name) => this.get(name)!);
  }
}

const tables = new Map<TableName, SettingTable>();

/** The table of one kind, parsed when it is first asked for. */
function tableOf(
  product: ControllerProduct,
  kind: SettingKind,
  name: TableName = `${product} ${kind}`,
): SettingTable {
  let table = tables.get(name);
  if (table === undefined) {
    table = new SettingTable(product, kind, sources[name]());
    tables.set(name, table);
  }
  return table;
}

function toFact(product: ControllerProduct, kind: SettingKind, raw: RawSetting): SettingFact {
  const { history = [], last, directives = [], fullName, ...rest } = raw;
  return {
    ...rest,
    product,
    kind,
    ...(kind === "annotation" ? { fullName: fullName ?? `${annotationPrefixes[product]}${raw.name}` } : {}),
    defaultHistory: history.map(([from, value]) => ({ from, default: value })),
    ...(last === undefined ? {} : { lastVersion: last }),
    ignoredBy: raw.ignoredBy ?? [],
    alsoIn: raw.alsoIn ?? [],
    deprecated: raw.deprecated ?? false,
    ignoresCase: raw.ignoresCase ?? false,
    noLineBreaks: raw.noLineBreaks ?? false,
    directives: directives.map(([directive, context, note]) => ({
      directive,
      context,
      ...(note === undefined ? {} : { note }),
    })),
    notes: raw.notes ?? [],
    plusOnly: raw.plusOnly ?? false,
  };
}

/** A key of the controller's ConfigMap. Undefined: no release of the product knows (or knew) it; with a version: not that release. */
export function configMapKey(
  product: ControllerProduct,
  name: string,
  version?: string,
): SettingFact | undefined {
  return knownTo(tableOf(product, "configmap").get(name), version);
}

/** A key of F5's management ConfigMap (`-mgmt-configmap`, NGINX Plus only), which is another object than the one of `configMapKey`. */
export function managementKey(name: string, version?: string): SettingFact | undefined {
  return knownTo(tableOf("f5-nic", "configmap", "f5-nic mgmt").get(name), version);
}

/**
 * An annotation by its name without the product's prefix (or with it; those of other prefixes, such as `nginx.com/slow-start`, whole).
 * Undefined: no release of the product knows (or knew) it; with a version: not that release.
 */
export function annotationFact(
  product: ControllerProduct,
  name: string,
  version?: string,
): SettingFact | undefined {
  const prefix = annotationPrefixes[product];
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return knownTo(tableOf(product, "annotation").get(own), version);
}

/** A command-line flag by its name without dashes. Undefined: no release knows (or knew) it; with a version: not that release. */
export function flagFact(
  product: ControllerProduct,
  name: string,
  version?: string,
): SettingFact | undefined {
  return knownTo(tableOf(product, "flag").get(name), version);
}

/** The setting of a kind; see `configMapKey`, `annotationFact` and `flagFact`. */
export function settingFact(
  product: ControllerProduct,
  kind: SettingKind,
  name: string,
  version?: string,
): SettingFact | undefined {
  if (kind === "annotation") return annotationFact(product, name, version);
  return knownTo(tableOf(product, kind).get(name), version);
}

/** Names of a kind, for did-you-mean: those that the release knows, or without one those that the newest release knows. */
export function settingNames(
  product: ControllerProduct,
  kind: SettingKind,
  version?: string,
): readonly string[] {
  const release = version ?? everyRelease(product).at(-1)!;
  return everySetting(product, kind)
    .filter((it) => isKnownTo(it, release))
    .map((it) => it.name);
}

/** All settings of a kind over all releases, the removed ones with them, by name. */
export function everySetting(product: ControllerProduct, kind: SettingKind): readonly SettingFact[] {
  return tableOf(product, kind).all();
}

/** Releases that controller-releases.json lacks because the nginx inside of them is not known. */
const otherReleases: Readonly<Record<ControllerProduct, readonly string[]>> = {
  "ingress-nginx": ["0.8.0", "0.8.1", "0.8.2"],
  "f5-nic": ["1.11.0", "1.11.1", "1.11.2", "1.11.3", "5.5.2"],
};

const sorted = new Map<ControllerProduct, readonly string[]>();

/** The known releases of a product, pre-releases included, oldest first (see `source` in controller-releases.json). */
export function everyRelease(product: ControllerProduct): readonly string[] {
  let list = sorted.get(product);
  if (list === undefined) {
    list = [...Object.keys(releases[product]), ...otherReleases[product]].sort(compareReleases);
    sorted.set(product, list);
  }
  return list;
}

/** What a later release took away; undefined for names that the newest release knows and for those that none ever knew. */
export function removedSetting(
  product: ControllerProduct,
  kind: SettingKind,
  name: string,
):
  | { since?: string; lastVersion?: string; removed: string; replacement?: string; note?: string }
  | undefined {
  const fact = settingFact(product, kind, name);
  if (fact?.removed === undefined) return undefined;
  const { since, lastVersion, removed, replacement, notes } = fact;
  return {
    ...(since === undefined ? {} : { since }),
    ...(lastVersion === undefined ? {} : { lastVersion }),
    removed,
    ...(replacement === undefined ? {} : { replacement }),
    ...(notes.length === 0 ? {} : { note: notes.join(" ") }),
  };
}

/** Whether a release reads a setting. */
export function isKnownTo(fact: SettingFact, version: string): boolean {
  const { since, removed, ignoredBy, alsoIn } = fact;
  if (alsoIn.includes(version)) return true;
  if (since === "unreleased" || ignoredBy.includes(version)) return false;
  if (since !== undefined && !isReleaseAtLeast(version, since)) return false;
  // ingress-nginx 0.49.1 to 0.51.0 were released beside 1.0.x and 1.1.x; what they brought, 1.0.0 did not have.
  const isBackPort =
    since !== undefined && isReleaseAtLeast(since, "0.49.1") && !isReleaseAtLeast(since, "1.0.0-alpha.1");
  if (fact.product === "ingress-nginx" && isBackPort && version.startsWith("1.0.0")) return false;
  return removed === undefined || !isReleaseAtLeast(version, removed);
}

function knownTo(fact: SettingFact | undefined, version: string | undefined): SettingFact | undefined {
  return fact === undefined || version === undefined || isKnownTo(fact, version) ? fact : undefined;
}

/**
 * The default in a release. Without a release: the one that all releases since 1.0.0 share, undefined where they differ; undefined
 * also where the controller has none.
 */
export function defaultIn(fact: SettingFact, version: string | undefined): string | undefined {
  const { defaultHistory: history } = fact;
  if (history.length === 0) return fact.default;
  if (version !== undefined)
    return (history.findLast((it) => isReleaseAtLeast(version, it.from)) ?? history[0]!).default;
  const first = history.findLast((it) => isReleaseAtLeast("1.0.0", it.from)) ?? history[0]!;
  return history.some((it) => !isReleaseAtLeast("1.0.0", it.from) && it.default !== first.default)
    ? undefined
    : first.default;
}

export { believedName, believedNames, foreignPrefixes } from "./believed-names.ts";
export { invalidClass } from "./invalid-classes.ts";
