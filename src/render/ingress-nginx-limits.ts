import { type Block, fixed, type Setting } from "./block.ts";
import type { ServedIngress } from "./ingress-nginx-layout.ts";

/** Size of every zone (internal/ingress/annotations/ratelimit `defSharedSize`). */
const ZONE_SIZE = "5m";
const DEFAULT_BURST = 5;

const kinds = [
  { annotation: "limit-connections", suffix: "conn", unit: undefined },
  { annotation: "limit-rps", suffix: "rps", unit: "r/s" },
  { annotation: "limit-rpm", suffix: "rpm", unit: "r/m" },
] as const;

interface Limit {
  readonly limit: Setting;
  readonly zone: string;
  readonly unit: string | undefined;
}

/** The limits of an Ingress that are in force. */
function limitsOf(served: ServedIngress): readonly Limit[] {
  const name = zoneName(served);
  return kinds.flatMap(({ annotation, suffix, unit }) => {
    const limit = served.settings.own(annotation);
    return limit === undefined || !(limit.state === "unknown" || Number(limit.value) > 0)
      ? []
      : [{ limit, zone: `${name}_${suffix}`, unit }];
  });
}

/** `NAMESPACE_NAME`; the controller appends the object's UID, which no manifest has. */
function zoneName({ ingress }: ServedIngress): string {
  return `${ingress.manifest.namespace ?? "default"}_${ingress.manifest.name}`;
}

/** Zones of all Ingresses, each with the map that spares the addresses of `limit-allowlist`. */
export function renderZones(http: Block, served: readonly ServedIngress[]): void {
  for (const it of served) {
    const limits = limitsOf(it);
    if (limits.length === 0) continue;
    const { settings, ingress } = it;
    const origin = ingress.manifest.nameOrigin;
    const id = zoneName(it).replaceAll(/\W/g, "_");
    const geo = http.open("geo", ["$remote_addr", `$allowlist_${id}`], origin);
    geo.add("default", fixed("0", origin));
    const spared = settings.own("limit-allowlist") ?? settings.own("limit-whitelist");
    for (const address of spared?.value.split(",") ?? [])
      if (address.trim() !== "") geo.add(address.trim(), { ...spared!, value: "1" });
    const map = http.open("map", [`$allowlist_${id}`, `$limit_${id}`], origin);
    map.add("0", settings.global.get("limit-conn-zone-variable"));
    map.add("1", fixed("", origin));
    for (const { limit, zone, unit } of limits) {
      const key = fixed(`$limit_${id}`, origin);
      if (unit === undefined) http.add("limit_conn_zone", key, fixed(`zone=${zone}:${ZONE_SIZE}`, origin));
      else
        http.add("limit_req_zone", key, fixed(`zone=${zone}:${ZONE_SIZE}`, origin), {
          ...limit,
          value: `rate=${limit.value}${unit}`,
        });
    }
  }
}

/** The limits of a location, and the rate of its responses. */
export function renderLimits(location: Block, served: ServedIngress): void {
  const { settings } = served;
  const factor = settings.own("limit-burst-multiplier");
  const multiplier =
    factor === undefined || factor.state === "unknown" ? DEFAULT_BURST : Number(factor.value);
  for (const { limit, zone, unit } of limitsOf(served)) {
    const { origin } = limit;
    if (unit === undefined) location.add("limit_conn", fixed(zone, origin), limit);
    else {
      const burst = { ...limit, value: `burst=${Number(limit.value) * multiplier}` };
      location.add("limit_req", fixed(`zone=${zone}`, origin), burst, fixed("nodelay", origin));
    }
  }
  for (const key of ["limit-rate-after", "limit-rate"] as const) {
    const rate = settings.get(key);
    if (Number(rate.value) > 0) location.add(key.replaceAll("-", "_"), { ...rate, value: `${rate.value}k` });
  }
}
