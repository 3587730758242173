import type { Advisory, ReleaseRange } from "./advisories.ts";
import { isInRange } from "./advisories.ts";
import { compareReleases } from "./release-order.ts";

/**
 * Modules by the releases of ingress-nginx whose image holds them (images/nginx/rootfs/build.sh per tag); an empty list: never. Modules that are not
 * named are in all of them.
 */
const ingressNginxModules: Readonly<Record<string, readonly ReleaseRange[]>> = {
  http_dav: [[null, "0.40.0"]],
  http_mp4: [],
  http_scgi: [],
  http_v3: [["1.10.2", null]],
  mail: [],
};

/** Whether the nginx in a release of ingress-nginx has a module. */
export function hasModule(release: string, module: string): boolean {
  const ranges = ingressNginxModules[module];
  return ranges === undefined || isInRange(release, ranges);
}

/** Images that run nginx as its vendors build it, without patches of a distribution. */
export type NginxImage = "nginx" | "openresty";

/**
 * What a repository runs: the official image and its copies under `library/`, nginx-unprivileged, bitnami's (built from nginx.org's sources), OpenResty's.
 * Undefined for every other: whose nginx that is, and what is patched in it, its name does not say.
 */
export function nginxImageOf(repository: string): NginxImage | undefined {
  if (
    /^(docker\.io\/)?nginx$|(^|\/)(library\/nginx|nginx\/nginx|nginxinc\/nginx-unprivileged)$/.test(
      repository,
    )
  )
    return "nginx";
  if (/(^|\/)(bitnami|bitnamilegacy)\/nginx$/.test(repository)) return "nginx";
  return /(^|\/)openresty\/openresty$/.test(repository) ? "openresty" : undefined;
}

/**
 * Whether an OpenResty release (`1.21.4.3`: the line of nginx and its own number) carries the patch of an advisory. Undefined where OpenResty said nothing
 * of it that we know.
 */
export function isPatchedInOpenresty(advisory: Advisory, release: string): boolean | undefined {
  const patched = advisory.openrestyPatched;
  if (patched === undefined) return undefined;
  const [line, number] = parts(release);
  const same = patched.map(parts).find((it) => it[0] === line);
  if (same !== undefined) return number >= same[1];
  return compareReleases(line, parts(patched.at(-1)!)[0]) > 0;
}

function parts(release: string): readonly [line: string, number: number] {
  const words = release.split(".");
  return [words.slice(0, 3).join("."), Number(words[3] ?? 0)];
}
