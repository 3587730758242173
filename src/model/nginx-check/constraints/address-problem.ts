/** How nginx reads an address: as something to listen on, as a backend, as a backend with a path behind it. */
export type AddressUse = "listen" | "backend" | "url";

/**
 * What `ngx_parse_url` finds wrong in an address, in its words (`invalid port`); undefined where it is well-formed. Whether a host exists is
 * another matter.
 */
export function addressProblem(text: string, use: AddressUse): string | undefined {
  if (text.startsWith("unix:")) {
    const rest = text.slice("unix:".length);
    const path = use === "url" ? rest.split(":", 1)[0] : rest;
    return path === "" ? "no path in the unix domain socket" : undefined;
  }
  const slash = text.search(/[/?]/);
  if (text.startsWith("[")) {
    const end = text.indexOf("]");
    if (end === -1 || (slash !== -1 && use !== "url")) return "invalid host";
    const behind = (slash === -1 ? text : text.slice(0, slash)).slice(end + 1);
    if (behind === "") return undefined;
    return behind.startsWith(":") ? portProblem(behind.slice(1), use) : "invalid host";
  }
  if (slash !== -1 && use !== "url") return "invalid host";
  const authority = slash === -1 ? text : text.slice(0, slash);
  const colon = authority.indexOf(":");
  if (colon === -1) {
    if (authority === "") return "no host";
    const isPort = use === "listen" && /^\d+(?:-\d*)?$/.test(authority);
    return isPort ? portProblem(authority, use) : undefined;
  }
  return portProblem(authority.slice(colon + 1), use) ?? (colon === 0 ? "no host" : undefined);
}

function portProblem(text: string, use: AddressUse): string | undefined {
  const range = use === "listen" ? /^(\d+)-(\d+)$/.exec(text) : null;
  const isPort = (it: string): boolean => /^\d+$/.test(it) && Number(it) >= 1 && Number(it) <= 65_535;
  if (range === null) return isPort(text) ? undefined : "invalid port";
  if (!isPort(range[1]!) || !isPort(range[2]!)) return "invalid port";
  return Number(range[2]) < Number(range[1]) ? "invalid port range" : undefined;
}
