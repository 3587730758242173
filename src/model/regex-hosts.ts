import { isAcceptedRewriteTarget } from "../knowledge/annotation-validation.ts";
import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import { checksAnnotations } from "./annotation-checks.ts";
import type { Ingress, IngressPath } from "./ingress.ts";
import { productAnnotation } from "./product-annotation.ts";
import type { Project } from "./project.ts";
import { type ControllerNumbers, servedTogether } from "./served-together.ts";
import type { Known } from "./value.ts";

/** An Ingress that turns the hosts it names into hosts whose paths are regular expressions. */
export interface RegexAsker {
  readonly ingress: Ingress;
  readonly annotation: Known<string>;
  /** The annotation's name, without prefix. */
  readonly name: "use-regex" | "rewrite-target";
}

/** One path of a host in regex mode, with the Ingress that has it. */
export interface HostPath {
  readonly ingress: Ingress;
  readonly path: IngressPath;
}

/** A host that ingress-nginx serves with regular expressions, because one Ingress asks for it. */
export interface RegexHost {
  /** Empty for rules without a host. */
  readonly host: string;
  readonly askers: readonly RegexAsker[];
  readonly paths: readonly HostPath[];
}

/**
 * What makes an Ingress ask for regular expressions: `use-regex`, or a `rewrite-target` that differs from one of its paths
 * (template.go, `enforceRegexModifier` and `needsRewrite`, the same in all releases since 0.22). Undefined where nothing does, or
 * where it cannot be told; a canary takes both settings from the Ingress it is a canary of.
 */
function regexAskerOf(ingress: Ingress): RegexAsker | undefined {
  // A cheap look first: most Ingresses have neither.
  if (!Object.keys(ingress.manifest.annotations).some((it) => /(?:rewrite-target|use-regex)$/.test(it)))
    return undefined;
  const of = (name: string) => productAnnotation(ingress, "ingress-nginx", name);
  const target = of("rewrite-target");
  const regex = of("use-regex");
  if ((target === undefined && regex === undefined) || parseGoBool(of("canary")?.value ?? "") === true)
    return undefined;
  if (regex !== undefined && parseGoBool(regex.value) === true)
    return { ingress, annotation: regex, name: "use-regex" };
  if (target === undefined || target.value === "") return undefined;
  // Dropped by a controller that checks annotations, or it may be.
  if (!isAcceptedRewriteTarget(target.value) && checksAnnotations(ingress.controller) !== false)
    return undefined;
  return ingress.paths.some((it) => it.path !== "" && it.path !== target.value)
    ? { ingress, annotation: target, name: "rewrite-target" }
    : undefined;
}

const hostsOf = new WeakMap<Project, readonly RegexHost[]>();

/**
 * The hosts in regex mode, with all paths in scope that the same controller serves under them. Where no controller is in scope, Ingresses of one
 * class in one folder are taken to be served together.
 */
export function regexHosts(project: Project): readonly RegexHost[] {
  const done = hostsOf.get(project);
  if (done !== undefined) return done;
  const found = findRegexHosts(project);
  hostsOf.set(project, found);
  return found;
}

const namesOf = new WeakMap<Project, ReadonlyMap<Ingress, ReadonlySet<string>>>();

const noNames: ReadonlySet<string> = new Set();

/** The hosts in regex mode among those that an Ingress has paths of. */
export function regexHostsOf(project: Project, ingress: Ingress): ReadonlySet<string> {
  let names = namesOf.get(project);
  if (names === undefined) {
    const found = new Map<Ingress, Set<string>>();
    for (const { host, paths } of regexHosts(project))
      for (const it of paths) found.set(it.ingress, (found.get(it.ingress) ?? new Set()).add(host));
    namesOf.set(project, found);
    names = found;
  }
  return names.get(ingress) ?? noNames;
}

function findRegexHosts(project: Project): readonly RegexHost[] {
  const askers = new Map<string, RegexAsker[]>();
  const numbers: ControllerNumbers = new Map();
  const add = <T>(map: Map<string, T[]>, key: string, item: T) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [item]);
    else list.push(item);
  };
  for (const ingress of project.ingresses) {
    const asker = regexAskerOf(ingress);
    if (asker === undefined || project.productOf(ingress) !== "ingress-nginx") continue;
    const group = servedTogether(ingress, numbers);
    for (const host of hostNames(ingress)) add(askers, `${group}\n${host}`, asker);
  }
  if (askers.size === 0) return [];
  const paths = new Map<string, HostPath[]>();
  for (const ingress of project.ingresses) {
    if (project.productOf(ingress) !== "ingress-nginx") continue;
    const group = servedTogether(ingress, numbers);
    for (const path of ingress.paths) {
      const key = `${group}\n${path.host}`;
      if (askers.has(key)) add(paths, key, { ingress, path });
    }
  }
  return [...askers].map(([key, list]) => ({
    host: key.slice(key.lastIndexOf("\n") + 1),
    askers: list,
    paths: paths.get(key) ?? [],
  }));
}

function hostNames(ingress: Ingress): ReadonlySet<string> {
  return new Set(ingress.paths.map((it) => it.host));
}
