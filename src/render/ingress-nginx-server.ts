import { type Block, fixed, type Setting, words } from "./block.ts";
import { type AllSettings, asOnOff, itemsOf } from "./ingress-nginx-all-settings.ts";
import { CATCH_ALL, type PlannedServer, type ServedIngress } from "./ingress-nginx-layout.ts";
import { errorCodes, renderAppRoot, renderLocation } from "./ingress-nginx-location.ts";
import { UPSTREAM } from "./ingress-nginx-parts.ts";

/** One server with its locations, in the order of the template. `others` are the names of all servers, which no alias may repeat. */
export function renderServer(
  http: Block,
  plan: PlannedServer,
  global: AllSettings,
  others: ReadonlySet<string>,
): void {
  const server = http.open("server", [], plan.origin);
  const { origin } = plan;
  server.add("server_name", serverName(plan), ...aliases(plan, others));
  const http2 = global.get("use-http2");
  if (global.isOn("use-http2") && global.isSince("1.10.0")) server.add("http2", asOnOff(http2));
  for (const [key, variable] of [
    ["block-user-agents", "$block_ua"],
    ["block-referers", "$block_ref"],
  ] as const)
    if (global.list(key).length > 0) server.open("if", [`(${variable})`]).add("return", fixed("403", origin));
  renderListeners(server, plan, global);
  server.add("set", fixed("$proxy_upstream_name", origin), fixed("-", origin));
  if (plan.host === CATCH_ALL && global.isSince("1.1.1"))
    server.add("ssl_reject_handshake", global.onOff("ssl-reject-handshake"));
  renderHostSettings(server, plan);
  for (const it of errorsOf(plan)) renderErrorLocation(server, it);
  for (const location of plan.locations) {
    if (location.served !== undefined) renderAppRoot(server, location.served.settings);
    renderLocation(server, location, plan, global);
  }
  if (plan.host === CATCH_ALL) {
    const health = server.open("location", ["/healthz"]);
    health.add("access_log", fixed("off", origin));
    health.add("return", fixed("200", origin));
  }
  server.snippet(global.snippet("server-snippet"));
  for (const code of errorCodes(global))
    if (!errorsOf(plan).some((it) => it.value === code.value)) renderErrorLocation(server, code);
}

/** A wildcard host becomes a regular expression that takes one label. */
function serverName({ host, origin }: PlannedServer): Setting {
  if (!host.startsWith("*")) return fixed(host, origin);
  const rest = host.replace("*.", "").split(".").join("\\.");
  return fixed(`~^(?<subdomain>[\\w-]+)\\.${rest}$`, origin);
}

/** The aliases of the first Ingress that has any, without those that are hosts themselves. */
function aliases(plan: PlannedServer, others: ReadonlySet<string>): readonly Setting[] {
  const [found] = firstOf(plan, "server-alias");
  if (found === undefined) return [];
  const items = itemsOf(found).filter((it) => !others.has(it.value));
  return items.filter((it, at) => items.findIndex((other) => other.value === it.value) === at);
}

/** The value of the first Ingress of the host that sets an annotation, and the Ingresses whose values do not count. */
function firstOf(
  plan: PlannedServer,
  name: string,
): readonly [Setting | undefined, readonly ServedIngress[]] {
  const set = plan.ingresses.filter((it) => it.settings.own(name) !== undefined);
  return [set[0]?.settings.own(name), set.slice(1)];
}

/** Annotations that hold for a whole host: of several Ingresses the oldest decides. */
function renderHostSettings(server: Block, plan: PlannedServer): void {
  const noteLost = (name: string, lost: readonly ServedIngress[]) => {
    for (const it of lost)
      server.note(`${name} of ${it.ingress.label} has no effect: an older Ingress of this host sets it`);
  };
  const [secret] = firstOf(plan, "auth-tls-secret");
  if (secret !== undefined)
    server.note("ssl_client_certificate, ssl_verify_client: client certificates by auth-tls-secret");
  const [passthrough] = firstOf(plan, "ssl-passthrough");
  if (passthrough?.value === "true")
    server.note("TLS of this host is passed through where --enable-ssl-passthrough is set");
  if (plan.ingresses.some((it) => it.settings.ownIsOn("from-to-www-redirect")))
    server.note("left out: the server that redirects from or to www (Lua)");
  const [ciphers, lostCiphers] = firstOf(plan, "ssl-ciphers");
  if (ciphers !== undefined) server.add("ssl_ciphers", ciphers);
  noteLost("ssl-ciphers", lostCiphers);
  const [prefer, lostPrefer] = firstOf(plan, "ssl-prefer-server-ciphers");
  if (prefer !== undefined) server.add("ssl_prefer_server_ciphers", asOnOff(prefer));
  noteLost("ssl-prefer-server-ciphers", lostPrefer);
  const snippets = plan.ingresses.filter(
    (it) => it.settings.snippetAnnotation("server-snippet") !== undefined,
  );
  server.snippet(snippets[0]?.settings.snippetAnnotation("server-snippet"));
  noteLost("server-snippet", snippets.slice(1));
}

/** Only the catch-all server carries the options of the sockets. */
function renderListeners(server: Block, plan: PlannedServer, global: AllSettings): void {
  const { origin } = global;
  const passthrough = global.flag("enable-ssl-passthrough", "false").value === "true";
  const proxy = global.isOn("use-proxy-protocol")
    ? [{ ...global.get("use-proxy-protocol"), value: "proxy_protocol" }]
    : [];
  const socket: Setting[] = [];
  if (plan.host === CATCH_ALL) {
    socket.push(fixed("default_server", origin));
    if (global.isOn("reuse-port")) socket.push({ ...global.get("reuse-port"), value: "reuseport" });
    socket.push(...backlog(server, global));
  }
  const secure = [fixed("ssl", origin)];
  if (global.isOn("use-http2") && !global.isSince("1.10.0"))
    secure.push({ ...global.get("use-http2"), value: "http2" });
  const addresses = itemsOf(global.get("bind-address")).filter((it) => /^\d+(\.\d+){3}$/.test(it.value));
  for (const address of addresses.length === 0 ? [undefined] : addresses) {
    const at = (port: Setting): Setting =>
      address === undefined ? port : { ...address, value: `${address.value}:${port.value}` };
    server.add("listen", at(global.flag("http-port", "80")), ...proxy, ...socket);
    if (!passthrough)
      server.add("listen", at(global.flag("https-port", "443")), ...proxy, ...socket, ...secure);
    else {
      const protocol =
        proxy.length > 0
          ? proxy
          : [{ ...global.flag("enable-ssl-passthrough", "false"), value: "proxy_protocol" }];
      server.add(
        "listen",
        at(global.flag("ssl-passthrough-proxy-port", "442")),
        ...protocol,
        ...socket,
        ...secure,
      );
    }
  }
}

/** `net.core.somaxconn` as the pod has it; 511 below 512 (internal/ingress/controller/util.go `sysctlSomaxconn`). */
function backlog(server: Block, global: AllSettings): readonly Setting[] {
  const sysctl = global.controller?.workload?.sysctl("net.core.somaxconn");
  if (sysctl?.state !== "explicit" || !/^\d+$/.test(String(sysctl.value))) {
    server.note("backlog= of the listeners: net.core.somaxconn of the pod, 511 below 512");
    return [];
  }
  const value = Number(sysctl.value);
  return [{ value: `backlog=${value < 512 ? 511 : value}`, state: "explicit", origin: sysctl.origin }];
}

/** Codes that locations of the server send to the default backend. */
function errorsOf(plan: PlannedServer): readonly Setting[] {
  const found = new Map<string, Setting>();
  for (const { settings } of plan.ingresses) {
    if (settings.own("custom-http-errors") === undefined) continue;
    for (const code of errorCodes(settings)) if (!found.has(code.value)) found.set(code.value, code);
  }
  return [...found.values()];
}

function renderErrorLocation(server: Block, code: Setting): void {
  const { origin } = code;
  const name = `@custom_upstream-default-backend_${code.value}`;
  const location = server.open("location", [{ ...code, value: name }], origin);
  location.add("internal");
  location.add("proxy_intercept_errors", fixed("off", origin));
  location.add("proxy_set_header", fixed("X-Code", origin), code);
  location.add("proxy_set_header", fixed("X-Original-URI", origin), fixed("$request_uri", origin));
  location.add("rewrite", ...words(fixed("(.*) / break", origin)));
  location.add("proxy_pass", fixed(`http://${UPSTREAM}`, origin));
}

/** The server of the default backend inside the pod. */
export function renderDefaultServer(http: Block, global: AllSettings): void {
  const { origin } = global;
  const server = http.open("server");
  const reuse = global.isOn("reuse-port") ? [{ ...global.get("reuse-port"), value: "reuseport" }] : [];
  server.add(
    "listen",
    global.flag("default-server-port", "8181"),
    fixed("default_server", origin),
    ...reuse,
    ...backlog(server, global),
  );
  server.add("set", fixed("$proxy_upstream_name", origin), fixed("internal", origin));
  server.add("access_log", fixed("off", origin));
  server.open("location", ["/"]).add("return", fixed("404", origin));
}
