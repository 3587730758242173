import { parseGoBool } from "../../../src/knowledge/ingress-nginx-settings.ts";
import { productAnnotation } from "../../../src/model/product-annotation.ts";
import type { HostPath, RegexAsker, RegexHost } from "../../../src/model/regex-hosts.ts";
import { tryRegex } from "../../../src/model/try-regex.ts";
import type { Origin } from "../../../src/text/origin.ts";

/** A path that means something else since its host is in regex mode. */
export interface PathChange {
  readonly at: Origin;
  /** Begins with a small letter, without full stop. */
  readonly message: string;
  /** The Ingress that brought it about. */
  readonly asker: RegexAsker;
}

/** Characters that a plain path seldom means as they are read in an expression; a dot, which matches itself too, is none. */
const meta = /[\\^$|?*+()[\]{}]/;

/** The paths of a host whose Ingress did not ask for regular expressions, as far as they change their meaning. */
export function changesOf(host: RegexHost): readonly PathChange[] {
  const asking = new Map(host.askers.map((it) => [it.ingress, it]));
  const expressions = host.paths.filter((it) => asking.has(it.ingress) && meta.test(it.path.path));
  const changes: PathChange[] = [];
  for (const it of host.paths) {
    const own = asking.get(it.ingress);
    // The same object in another overlay is no other Ingress.
    const asker = own ?? host.askers.find(({ ingress }) => !isCopy(ingress, it.ingress));
    if (asker === undefined || it.path.path === "" || isCanary(it)) continue;
    const message = own === undefined ? changeOf(it, expressions) : exactChange(it, own);
    if (message !== undefined) changes.push({ at: it.path.origin, message, asker });
  }
  return changes;
}

type Ingress = HostPath["ingress"];

function isCopy(a: Ingress, b: Ingress): boolean {
  return a.manifest.name === b.manifest.name && a.manifest.namespace === b.manifest.namespace;
}

function isCanary({ ingress }: HostPath): boolean {
  return parseGoBool(productAnnotation(ingress, "ingress-nginx", "canary")?.value ?? "") === true;
}

/** In an Ingress that asks itself, `Exact` still says that the path was not meant as an expression. */
function exactChange({ path }: HostPath, asker: RegexAsker): string | undefined {
  if (path.pathType !== "Exact" || asker.name === "use-regex" || meta.test(path.path)) return undefined;
  return `exact path '${path.path}' also matches '${path.path}…'`;
}

function changeOf(it: HostPath, expressions: readonly HostPath[]): string | undefined {
  const { path, pathType } = it.path;
  if (meta.test(path)) return `path '${path}' is read as an expression`;
  const shadow = expressions.find(
    (other) =>
      !isCopy(other.ingress, it.ingress) &&
      !isSameEnd(other, it) &&
      comesBefore(other.path.path, path) &&
      matches(other.path.path, path),
  );
  if (shadow !== undefined)
    return `'${shadow.path.path}', the longer text, is tried before path '${path}' and takes its requests`;
  return pathType === "Exact" ? `exact path '${path}' also matches '${path}…'` : undefined;
}

/** Whether requests end at the same Service with the same path, whichever of the two takes them. */
function isSameEnd(expression: HostPath, plain: HostPath): boolean {
  const [a, b] = [expression.path, plain.path];
  const rewrites = productAnnotation(expression.ingress, "ingress-nginx", "rewrite-target") !== undefined;
  const sameNamespace = expression.ingress.manifest.namespace === plain.ingress.manifest.namespace;
  return !rewrites && sameNamespace && a.serviceName === b.serviceName && a.servicePort === b.servicePort;
}

/** Locations are sorted by the length of their text, longest first (controller.go, getBackendServers). */
function comesBefore(a: string, b: string): boolean {
  return a.length > b.length || (a.length === b.length && a > b);
}

/** Whether an expression of a location, `~* "^…"`, matches the path of another; false where that is not tried out. */
function matches(expression: string, path: string): boolean {
  return tryRegex(`^${expression}`, path, true) === true;
}
