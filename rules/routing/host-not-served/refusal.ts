import { locationMatchOf, selectLocation } from "../../../src/model/location-selection.ts";
import type { Scope } from "../../../src/model/nginx-scope.ts";
import type { Origin } from "../../../src/text/origin.ts";

/** A directive that answers requests with an error, and what it does, as a verb. */
export interface Refusal {
  readonly text: string;
  readonly at: Origin;
}

/** What a server answers to all requests for a path, where that is an error by its configuration alone. */
export function refusalOf(server: Scope, path: string): Refusal | undefined {
  return refusalIn(server) ?? refusalInLocation(server, path);
}

function refusalInLocation(server: Scope, path: string): Refusal | undefined {
  // A rewrite sends requests to other locations, a redirect ends them before.
  if (server.own("return").length > 0 || server.own("rewrite").length > 0) return undefined;
  const location = selectLocation(server, path)?.location;
  if (location === undefined || server.children.some(mayServe)) return undefined;
  return refusalIn(location);
}

/** A location that takes more than one path and refuses none: requests below the Ingress's path may end there. */
function mayServe(level: Scope): boolean {
  const kind = level.context === "location" ? locationMatchOf(level)?.kind : undefined;
  return kind !== undefined && kind !== "exact" && kind !== "named" && refusalIn(level) === undefined;
}

function refusalIn(level: Scope): Refusal | undefined {
  const [back] = level.own("return");
  const code = back?.args[0]?.value ?? "";
  if (back !== undefined)
    return /^[45]\d\d$/.test(code)
      ? { text: code === "444" ? "closes the connection (444)" : `answers ${code}`, at: back.origin }
      : undefined;
  const [deny] = level.own("deny");
  return deny?.args[0]?.value === "all" &&
    level.own("allow").length === 0 &&
    level.find("satisfy") === undefined
    ? { text: "answers 403", at: deny.origin }
    : undefined;
}
