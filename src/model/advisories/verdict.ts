import {
  type Advisory,
  type Condition,
  everyAdvisory,
  fixedReleases,
  isInRange,
} from "../../knowledge/advisories.ts";
import { nginxVersionOf } from "../../knowledge/controllers.ts";
import { hasModule, isPatchedInOpenresty } from "../../knowledge/nginx-builds.ts";
import { compareReleases } from "../../knowledge/release-order.ts";
import { configMapKey, defaultIn, everyRelease } from "../../knowledge/settings.ts";
import type { Origin } from "../../text/origin.ts";
import type { Installation } from "./installation.ts";
import { evaluate } from "./surroundings.ts";

/**
 * What an advisory means for one installation. `ruled out`: its release has the flaw, its configuration does not use it. `patched`: by its nginx version it
 * has it, but its build carries the patch.
 */
export type Status = "not affected" | "patched" | "ruled out" | "reachable" | "open";

export interface Verdict {
  readonly advisory: Advisory;
  readonly status: Status;
  /** What in the configuration makes it so. */
  readonly at?: Origin | undefined;
  /** For open ones: what no configuration shows; undefined where the configuration that decides is out of sight. */
  readonly outside?: string | undefined;
}

/** The verdicts on an installation that its release does not settle alone, in the order of the table. */
export function verdictsOn(installation: Installation): readonly Verdict[] {
  return everyAdvisory()
    .map((it) => verdictOn(installation, it))
    .filter((it) => it.status !== "not affected");
}

/** What one advisory means for an installation. */
export function verdictOn(installation: Installation, advisory: Advisory): Verdict {
  const status = buildStatus(installation, advisory, installation.release, installation.nginxVersion);
  if (status !== "affected") return { advisory, status };
  const found =
    advisory.of === "nginx" &&
    installation.product === "openresty" &&
    isPatchedInOpenresty(advisory, installation.release) === undefined
      ? outsideOf(evaluate(conditionFor(installation, advisory), installation.surroundings))
      : evaluate(conditionFor(installation, advisory), installation.surroundings);
  if (found.is === "no") return { advisory, status: "ruled out" };
  if (found.is === "yes") return { advisory, status: "reachable", at: found.at };
  return { advisory, status: "open", at: found.at, outside: found.outside };
}

/**
 * Whether an advisory whose condition is out of sight is likely to matter all the same: the default of a key of the ConfigMap meets it. What hangs on an annotation or a snippet that nobody
 * has seen is not worth a word.
 */
export function holdsByDefault({ product, release }: Installation, advisory: Advisory): boolean {
  if (product !== "ingress-nginx" && product !== "f5-nic") return false;
  const condition = conditionFor({ product }, advisory);
  if (!("setting" in condition)) return false;
  const fact = configMapKey(product, condition.setting, release);
  return fact !== undefined && new RegExp(condition.is, "i").test(defaultIn(fact, release) ?? "");
}

/** OpenResty carries patches of its own; where it said nothing of an advisory, a yes is no proof. */
function outsideOf(found: ReturnType<typeof evaluate>): ReturnType<typeof evaluate> {
  if (found.is !== "yes") return found;
  return { is: "unknown", at: found.at, outside: "an OpenResty release without a patch of its own" };
}

function conditionFor({ product }: Pick<Installation, "product">, advisory: Advisory): Condition {
  const own =
    product === "ingress-nginx" ? advisory.ingressNginx : product === "f5-nic" ? advisory.f5Nic : undefined;
  return own ?? advisory.when;
}

/** What the release says by itself. */
function buildStatus(
  { product }: Pick<Installation, "product">,
  advisory: Advisory,
  release: string,
  nginxVersion: string | undefined,
): "not affected" | "patched" | "affected" {
  if (advisory.of !== "nginx")
    return advisory.of === product && isInRange(release, advisory.affected) ? "affected" : "not affected";
  const isController = product === "ingress-nginx" || product === "f5-nic";
  if (advisory.onlyControllers === true && !isController) return "not affected";
  if (nginxVersion === undefined || !isInRange(nginxVersion, advisory.affected)) return "not affected";
  if (product === "openresty" && isPatchedInOpenresty(advisory, release) === true) return "patched";
  if (product !== "ingress-nginx") return "affected";
  if (advisory.module !== undefined && !hasModule(release, advisory.module)) return "not affected";
  return isInRange(release, advisory.ingressNginxPatched ?? []) ? "patched" : "affected";
}

/**
 * The oldest release after an installation's in which none of the advisories is left: a controller's, with its nginx, or nginx's own. Undefined where there
 * is none.
 */
export function releaseWithout(
  installation: Installation,
  advisories: readonly Advisory[],
): string | undefined {
  const { product, release } = installation;
  if (product === "ingress-nginx" || product === "f5-nic") {
    return everyRelease(product).find((it) => {
      if (it.includes("-") || compareReleases(it, release) <= 0) return false;
      const nginx = nginxVersionOf(product, it);
      return advisories.every(
        (one) =>
          (one.of !== "nginx" || nginx !== undefined) &&
          buildStatus({ product }, one, it, nginx) !== "affected",
      );
    });
  }
  const fixes = advisories.flatMap(fixedReleases).sort(compareReleases);
  const version = installation.nginxVersion ?? release;
  return fixes.find(
    (it) => compareReleases(it, version) > 0 && advisories.every((one) => !isInRange(it, one.affected)),
  );
}
