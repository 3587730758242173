import { isReleaseAtLeast } from "../knowledge/release-order.ts";
import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubernetesObject } from "../model/manifest.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import { asMapping, asMappings, asStringList, asText } from "../model/shape.ts";
import type { Origin } from "../text/origin.ts";
import { Block, fixed, type Setting, words } from "./block.ts";
import { F5AllSettings } from "./f5-nic-all-settings.ts";
import { renderBuffers } from "./f5-nic-settings.ts";
import { backendOf, shown } from "./ingress-rules.ts";

/** A path of an Ingress with the settings that hold for it. */
interface F5Location {
  readonly path: string;
  readonly pathType: string;
  readonly service: string;
  readonly port: string;
  readonly settings: F5AllSettings;
  readonly origin: Origin;
}

/** A server: a host of an Ingress, for a mergeable one with the paths of its minions. */
interface F5Server {
  readonly host: string;
  readonly ingress: Ingress;
  readonly settings: F5AllSettings;
  readonly tls: boolean;
  readonly locations: readonly F5Location[];
}

/**
 * The whole configuration that F5 NGINX Ingress Controller generates for Ingresses (internal/configs/version1/nginx.tmpl and nginx.ingress.tmpl of
 * v5.5.4, conf.d in place). At least one of controller and Ingresses is there. `version` is the release where no controller in sight says one.
 */
export function renderWholeF5(
  controller: Controller | undefined,
  ingresses: readonly Ingress[],
  version: string | undefined,
): NginxConfig {
  const origin = (controller?.manifest ?? ingresses[0]?.manifest)!.nameOrigin;
  const global = new F5AllSettings(controller, undefined, version, origin);
  const main = new Block(origin, undefined, "printed");
  renderMain(main, global);
  const http = main.open("http");
  renderHttp(http, global);
  const { servers, notes } = layOut(ingresses, global);
  for (const note of notes) http.note(note);
  const zones = new Set<string>();
  for (const server of servers) {
    renderUpstreams(http, server);
    for (const it of server.locations) renderZone(http, it, zones);
  }
  for (const server of servers) renderServer(http, server, global);
  if (!servers.some((it) => it.host === "")) renderDefaultServer(http, global);
  return {
    kind: "rendered",
    label: `the configuration of ${controller?.label ?? "F5 NGINX Ingress Controller"}`,
    context: "main",
    complete: global.complete,
    origin,
    directives: main.directives,
    trees: [],
    containers: controller?.container === undefined ? [] : [controller.container],
    controller,
    ingress: undefined,
    nginxVersion: controller?.nginxVersion,
  };
}

function renderMain(main: Block, global: F5AllSettings): void {
  main.add("worker_processes", global.value("worker-processes") ?? global.byDefault("auto"));
  for (const [directive, key] of [
    ["worker_rlimit_nofile", "worker-rlimit-nofile"],
    ["worker_cpu_affinity", "worker-cpu-affinity"],
    ["worker_shutdown_timeout", "worker-shutdown-timeout"],
  ] as const) {
    const value = global.value(key);
    if (value !== undefined) main.add(directive, ...words(value));
  }
  main.add("daemon", fixed("off", global.origin));
  main.add(
    "error_log",
    fixed("stderr", global.origin),
    global.value("error-log-level") ?? global.byDefault("notice"),
  );
  main.add("pid", fixed("/var/lib/nginx/nginx.pid", global.origin));
  main.snippet(global.snippet("main-snippets"));
  main
    .open("events")
    .add("worker_connections", global.value("worker-connections") ?? global.byDefault("1024"));
}

/** http directives by key: always printed, since each has a default. */
const tailRows = [
  ["keepalive_timeout", "keepalive-timeout", "75s"],
  ["keepalive_requests", "keepalive-requests", "1000"],
  ["server_names_hash_max_size", "server-names-hash-max-size", "1024"],
  ["server_names_hash_bucket_size", "server-names-hash-bucket-size", "256"],
  ["variables_hash_bucket_size", "variables-hash-bucket-size", "256"],
  ["variables_hash_max_size", "variables-hash-max-size", "1024"],
] as const;

const LOG_FORMAT =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for"';

function renderHttp(http: Block, global: F5AllSettings): void {
  const fix = (name: string, ...args: readonly string[]) =>
    http.add(name, ...args.map((it) => fixed(it, global.origin)));
  http.note(
    "left out: njs, stream, VirtualServers, policies, status servers, health checks, App Protect, OpenTelemetry",
  );
  fix("include", "/etc/nginx/mime.types");
  fix("default_type", "application/octet-stream");
  http.add("map_hash_max_size", global.value("map-hash-max-size") ?? global.byDefault("2048"));
  http.add("map_hash_bucket_size", global.value("map-hash-bucket-size") ?? global.byDefault("256"));
  const body = global.value("client-body-buffer-size");
  if (body !== undefined) http.add("client_body_buffer_size", body);
  http.snippet(global.snippet("http-snippets"));
  renderAddHeaders(http, global.value("add-header"));
  const format = global.value("log-format");
  const escaping = global.value("log-format-escaping");
  http.add(
    "log_format",
    fixed("main", global.origin),
    ...(escaping?.state === "explicit" && format !== undefined
      ? [{ ...escaping, value: `escape=${escaping.value}` }]
      : []),
    format === undefined
      ? fixed(LOG_FORMAT, global.origin)
      : {
          ...format,
          value: format.value
            .split("\n")
            .filter((it) => it !== "")
            .join(" "),
        },
  );
  const off = global.value("access-log-off");
  const log = global.value("access-log");
  if (off?.value === "true") http.add("access_log", { ...off, value: "off" });
  else if (log?.state === "explicit" || log?.state === "unknown")
    http.add("access_log", ...words(log), fixed("main", global.origin));
  else http.add("access_log", fixed("/dev/stdout", global.origin), fixed("main", global.origin));
  fix("sendfile", "on");
  for (const [directive, key, fallback] of tailRows)
    http.add(directive, global.value(key) ?? global.byDefault(fallback));
  const map = http.open("map", ["$http_upgrade", "$connection_upgrade"]);
  map.add("default", fixed("upgrade", global.origin));
  map.add("", fixed("close", global.origin));
  const status = http.open("map", ["$upstream_trailer_grpc_status", "$grpc_status"]);
  status.add("default", fixed("$upstream_trailer_grpc_status", global.origin));
  status.add("", fixed("$sent_http_grpc_status", global.origin));
  const protocols = global.value("ssl-protocols");
  if (protocols !== undefined) http.add("ssl_protocols", ...words(protocols));
  const ciphers = global.value("ssl-ciphers");
  if (ciphers !== undefined) http.add("ssl_ciphers", ciphers);
  if (global.isOn("ssl-prefer-server-ciphers"))
    http.add("ssl_prefer_server_ciphers", { ...global.value("ssl-prefer-server-ciphers")!, value: "on" });
}

/** `Name: value[: always]` between commas. */
function renderAddHeaders(block: Block, setting: Setting | undefined): void {
  for (const item of setting?.value.split(",") ?? []) {
    const [name = "", value = "", always] = item.split(":").map((it) => it.trim());
    if (name === "") continue;
    const flag = always === "always" ? [{ ...setting!, value: "always" }] : [];
    block.add("add_header", { ...setting!, value: name }, { ...setting!, value }, ...flag);
  }
}

function specOf(ingress: Ingress) {
  return asMapping((ingress.manifest.object as KubernetesObject & { spec?: unknown }).spec);
}

/** One server per host; the oldest Ingress of a host keeps it, others are refused for it. Minions add their paths to their master's server. */
function layOut(
  ingresses: readonly Ingress[],
  global: F5AllSettings,
): { readonly servers: readonly F5Server[]; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const usable = [...ingresses].sort(byAge).filter((ingress) => {
    const { refused } = settingsOf(ingress, global);
    if (refused !== undefined)
      notes.push(`${ingress.label}: left out, the controller refuses it: ${refused}`);
    return refused === undefined;
  });
  const typeOf = (it: Ingress) => it.annotation("nginx.org/mergeable-ingress-type")?.value;
  const minions = usable.filter((it) => typeOf(it) === "minion");
  const servers = new Map<string, F5Server>();
  for (const ingress of usable.filter((it) => typeOf(it) !== "minion")) {
    const settings = settingsOf(ingress, global);
    const isMaster = typeOf(ingress) === "master";
    for (const host of new Set(hostsOf(ingress))) {
      const owner = servers.get(host);
      if (owner !== undefined) {
        notes.push(`${ingress.label}: left out for host '${host}', which ${owner.ingress.label} has`);
        continue;
      }
      const locations = isMaster
        ? minions.flatMap((it) => locationsOf(it, host, settingsOf(it, global, ingress)))
        : locationsOf(ingress, host, settings);
      servers.set(host, { host, ingress, settings, tls: hasTls(ingress, host), locations });
    }
  }
  for (const it of minions)
    if (!hostsOf(it).some((host) => typeOf(servers.get(host)?.ingress ?? it) === "master"))
      notes.push(`${it.label}: left out, no master in sight has its host`);
  return { servers: [...servers.values()], notes };
}

function settingsOf(ingress: Ingress, global: F5AllSettings, master?: Ingress): F5AllSettings {
  return new F5AllSettings(global.controller, ingress, global.version, undefined, master);
}

function byAge(a: Ingress, b: Ingress): number {
  const created = (it: Ingress) => asText(asMapping(it.manifest.object.metadata).creationTimestamp) ?? "";
  const [left, right] = [created(a), created(b)];
  if (left !== right && left !== "" && right !== "") return left < right ? -1 : 1;
  const [x, y] = [a.manifest.qualifiedName, b.manifest.qualifiedName];
  return x < y ? -1 : x > y ? 1 : 0;
}

function hostsOf(ingress: Ingress): readonly string[] {
  return asMappings(specOf(ingress).rules).map((it) => shown(ingress.manifest, it, "host"));
}

function hasTls(ingress: Ingress, host: string): boolean {
  return asMappings(specOf(ingress).tls).some((it) => asStringList(it.hosts).includes(host));
}

function locationsOf(ingress: Ingress, host: string, settings: F5AllSettings): readonly F5Location[] {
  const { manifest } = ingress;
  const locations: F5Location[] = [];
  for (const rule of asMappings(specOf(ingress).rules)) {
    if (shown(manifest, rule, "host") !== host) continue;
    for (const path of asMappings(asMapping(rule.http).paths)) {
      const { service, port } = backendOf(manifest, asMapping(path.backend));
      if (service === "") continue;
      locations.push({
        path: shown(manifest, path, "path") || "/",
        pathType: asText(path.pathType) ?? "ImplementationSpecific",
        service,
        port,
        settings,
        origin: manifest.locate(path),
      });
    }
  }
  const backend = asMapping(specOf(ingress).defaultBackend);
  const { service, port } = backendOf(manifest, backend);
  const isMinion = ingress.annotation("nginx.org/mergeable-ingress-type")?.value === "minion";
  if (service !== "" && !isMinion && !locations.some((it) => it.path === "/"))
    locations.push({
      path: "/",
      pathType: "Prefix",
      service,
      port,
      settings,
      origin: manifest.locate(backend),
    });
  return locations;
}

function upstreamName({ service, port, settings }: F5Location, host: string): string {
  const { manifest } = settings.ingress!;
  return `${manifest.namespace ?? "default"}-${manifest.name}-${host || "-"}-${service}-${port}`;
}

/** Endpoints are out of sight: the socket stands for them that the controller uses where there are none. */
const NO_ENDPOINT = "unix:/var/lib/nginx/nginx-502-server.sock";

function renderUpstreams(http: Block, server: F5Server): void {
  const done = new Set<string>();
  for (const location of server.locations) {
    const name = upstreamName(location, server.host);
    if (done.has(name)) continue;
    done.add(name);
    const { settings } = location;
    const upstream = http.open("upstream", [name], location.origin);
    upstream.note("endpoints are not in sight");
    const zone = settings.value("upstream-zone-size");
    const size =
      zone === undefined || zone.value.includes(" ") || zone.value.includes("|")
        ? settings.byDefault("256k")
        : zone;
    if (size.value !== "0") upstream.add("zone", fixed(name, location.origin), size);
    const method = settings.value("lb-method") ?? settings.byDefault("random two least_conn");
    if (method.value !== "round_robin") {
      const [first, ...rest] = words(method);
      if (first !== undefined) upstream.add(first.value || "random", ...(rest.length === 0 ? [] : rest));
    }
    const parameter = (key: string, name: string, fallback: string) => {
      const value = settings.value(key) ?? settings.byDefault(fallback);
      return { ...value, value: `${name}=${value.value}` };
    };
    upstream.add(
      "server",
      fixed(NO_ENDPOINT, location.origin),
      parameter("max-fails", "max_fails", "1"),
      parameter("fail-timeout", "fail_timeout", "10s"),
      parameter("max-conns", "max_conns", "0"),
    );
    const keepalive = server.settings.value("keepalive");
    if (keepalive !== undefined && (keepalive.state === "unknown" || Number(keepalive.value) > 0))
      upstream.add("keepalive", keepalive);
  }
}

function zoneOf({ settings }: F5Location): string {
  const { manifest } = settings.ingress!;
  return `${manifest.namespace ?? "default"}/${manifest.name}`;
}

function renderZone(http: Block, location: F5Location, zones: Set<string>): void {
  const rate = location.settings.own("limit-req-rate");
  const name = zoneOf(location);
  if (rate === undefined || zones.has(name)) return;
  zones.add(name);
  const { settings } = location;
  const size = settings.own("limit-req-zone-size") ?? settings.byDefault("10m");
  http.add(
    "limit_req_zone",
    settings.own("limit-req-key") ?? settings.byDefault("${binary_remote_addr}"),
    { ...size, value: `zone=${name}:${size.value}` },
    { ...rate, value: `rate=${rate.value}` },
  );
}

function renderServer(http: Block, plan: F5Server, global: F5AllSettings): void {
  const { settings, ingress } = plan;
  const origin = ingress.manifest.nameOrigin;
  const server = http.open("server", [], origin);
  const listen = (annotation: string, fallback: string, ...options: readonly Setting[]) => {
    const ports = settings.own(annotation) ?? settings.byDefault(fallback);
    const proxy = global.isOn("proxy-protocol")
      ? [{ ...global.value("proxy-protocol")!, value: "proxy_protocol" }]
      : [];
    for (const port of ports.value.split(","))
      server.add("listen", { ...ports, value: port.trim() }, ...options, ...proxy);
  };
  const byDefault = plan.host === "" ? [fixed("default_server", origin)] : [];
  listen("listen-ports", "80", ...byDefault);
  if (plan.tls) {
    const http2 = global.isOn("http2") ? global.value("http2") : undefined;
    const isParameter = global.version !== undefined && !isReleaseAtLeast(global.version, "3.4.0");
    const option = http2 !== undefined && isParameter ? [{ ...http2, value: "http2" }] : [];
    listen("listen-ports-ssl", "443", fixed("ssl", origin), ...option, ...byDefault);
    if (http2 !== undefined && !isParameter) server.add("http2", { ...http2, value: "on" });
    server.note("the files of ssl_certificate stand for the Secret of the Ingress");
    server.add("ssl_certificate", fixed("/etc/nginx/secrets/default", origin));
    server.add("ssl_certificate_key", fixed("/etc/nginx/secrets/default", origin));
    const ciphers = settings.own("ssl-ciphers");
    if (ciphers !== undefined) server.add("ssl_ciphers", ciphers);
  }
  renderRealIp(server, global);
  const tokens = settings.value("server-tokens") ?? settings.byDefault("true");
  server.add("server_tokens", {
    ...tokens,
    value: tokens.value === "true" ? "on" : tokens.value === "false" ? "off" : tokens.value,
  });
  server.add("server_name", fixed(plan.host || "_", origin));
  for (const [directive, key] of [
    ["proxy_hide_header", "proxy-hide-headers"],
    ["proxy_pass_header", "proxy-pass-headers"],
  ] as const) {
    const list = settings.value(key);
    for (const item of list?.value.split(",") ?? [])
      if (item.trim() !== "") server.add(directive, { ...list!, value: item.trim() });
  }
  renderAddHeaders(server, settings.own("add-header"));
  renderRedirects(server, plan, origin);
  if (settings.own("basic-auth-secret") !== undefined)
    server.note("auth_basic: users of the Secret that basic-auth-secret names");
  server.snippet(settings.snippet("server-snippets"));
  for (const location of plan.locations) renderLocation(server, location, plan);
}

function renderRealIp(server: Block, global: F5AllSettings): void {
  const from = global.value("set-real-ip-from");
  for (const it of from?.value.split(",") ?? [])
    if (it !== "") server.add("set_real_ip_from", { ...from!, value: it });
  const header = global.value("real-ip-header");
  if (header !== undefined) server.add("real_ip_header", header);
  if (global.isOn("real-ip-recursive"))
    server.add("real_ip_recursive", { ...global.value("real-ip-recursive")!, value: "on" });
}

function renderRedirects(server: Block, { settings, tls }: F5Server, origin: Origin): void {
  const code = settings.value("http-redirect-code") ?? settings.byDefault("301");
  if (settings.isOn("hsts") && (tls || settings.isOn("hsts-behind-proxy"))) {
    const age = settings.value("hsts-max-age") ?? settings.byDefault("2592000");
    const sub = settings.isOn("hsts-include-subdomains") ? "includeSubDomains; " : "";
    server.add("set", fixed("$hsts_header_val", origin), fixed("", origin));
    server.add("proxy_hide_header", fixed("Strict-Transport-Security", origin));
    const condition = settings.isOn("hsts-behind-proxy")
      ? ["($http_x_forwarded_proto", "=", "https)"]
      : ["($https", "=", "on)"];
    server.open("if", condition).add("set", fixed("$hsts_header_val", origin), {
      ...age,
      value: `max-age=${age.value}; ${sub}preload`,
    });
    server.add(
      "add_header",
      fixed("Strict-Transport-Security", origin),
      fixed("$hsts_header_val", origin),
      fixed("always", origin),
    );
  }
  if (tls && settings.isOn("ssl-redirect"))
    server
      .open("if", ["($scheme", "=", "http)"])
      .add("return", code, fixed("https://$host:443$request_uri", origin));
  if (settings.isOn("redirect-to-https"))
    server
      .open("if", ["($http_x_forwarded_proto", "=", "http)"])
      .add("return", code, fixed("https://$host$request_uri", origin));
}

function renderLocation(server: Block, planned: F5Location, plan: F5Server): void {
  const { settings, origin } = planned;
  const location = server.open("location", locationWords(planned), origin);
  const listed = (annotation: string) =>
    settings
      .own(annotation)
      ?.value.split(",")
      .some((it) => it.trim() === planned.service) === true;
  location.add("set", fixed("$service", origin), fixed(planned.service, origin));
  const target = settings.own("rewrite-target");
  if (target !== undefined)
    location.add("rewrite", fixed(`^${planned.path}`, origin), target, fixed("break", origin));
  // Without HTTP/2 the controller ignores the list.
  if (listed("grpc-services") && settings.isOn("http2"))
    renderGrpc(location, planned, plan, listed("ssl-services"));
  else renderProxy(location, planned, plan, listed);
  renderLimit(location, planned);
}

function locationWords({ path, pathType, settings, origin }: F5Location): readonly Setting[] {
  const regex = settings.own("path-regex");
  if (regex?.value === "case_sensitive" || regex?.value === "case_insensitive")
    return [{ ...regex, value: regex.value === "case_sensitive" ? "~" : "~*" }, fixed(`^${path}`, origin)];
  if (regex?.value === "exact" || pathType === "Exact") return [fixed("=", origin), fixed(path, origin)];
  return [fixed(path, origin)];
}

const timeouts = ["connect", "read", "send"] as const;

function renderGrpc(location: Block, planned: F5Location, plan: F5Server, tls: boolean): void {
  const { settings, origin } = planned;
  location.snippet(settings.snippet("location-snippets"));
  for (const it of timeouts)
    location.add(`grpc_${it}_timeout`, settings.value(`proxy-${it}-timeout`) ?? settings.byDefault("60s"));
  renderHeaders(location, "grpc_set_header", planned);
  const size = settings.value("proxy-buffer-size");
  if (size !== undefined) location.add("grpc_buffer_size", size);
  location.add("grpc_pass", fixed(`${tls ? "grpcs" : "grpc"}://${upstreamName(planned, plan.host)}`, origin));
}

function renderHeaders(location: Block, directive: string, { settings, origin }: F5Location): void {
  const scheme = settings.isOn("redirect-to-https") ? "https" : "$scheme";
  for (const [name, value] of [
    ["Host", "$host"],
    ["X-Real-IP", "$remote_addr"],
    ["X-Forwarded-For", "$proxy_add_x_forwarded_for"],
    ["X-Forwarded-Host", "$host"],
    ["X-Forwarded-Port", "$server_port"],
    ["X-Forwarded-Proto", scheme],
  ] as const)
    location.add(directive, fixed(name, origin), fixed(value, origin));
}

function renderProxy(
  location: Block,
  planned: F5Location,
  plan: F5Server,
  listed: (annotation: string) => boolean,
): void {
  const { settings, origin } = planned;
  location.add("proxy_http_version", fixed("1.1", origin));
  const keepalive = plan.settings.value("keepalive");
  if (listed("websocket-services")) {
    location.add("proxy_set_header", fixed("Upgrade", origin), fixed("$http_upgrade", origin));
    location.add("proxy_set_header", fixed("Connection", origin), fixed("$connection_upgrade", origin));
  } else if (keepalive !== undefined && Number(keepalive.value) > 0)
    location.add("proxy_set_header", fixed("Connection", origin), { ...keepalive, value: "" });
  location.snippet(settings.snippet("location-snippets"));
  if (settings.own("basic-auth-secret") !== undefined && settings !== plan.settings)
    location.note("auth_basic: users of the Secret that basic-auth-secret names");
  for (const it of timeouts)
    location.add(`proxy_${it}_timeout`, settings.value(`proxy-${it}-timeout`) ?? settings.byDefault("60s"));
  location.add("client_max_body_size", settings.value("client-max-body-size") ?? settings.byDefault("1m"));
  // The ConfigMap's key is printed on the level of http.
  const body = settings.own("client-body-buffer-size");
  if (body !== undefined) location.add("client_body_buffer_size", body);
  const set = settings.own("proxy-set-headers");
  if (set !== undefined)
    location.note(`proxy_set_header: ${set.state === "unknown" ? "(sensitive)" : set.value}`);
  renderHeaders(location, "proxy_set_header", planned);
  const buffering = settings.value("proxy-buffering") ?? settings.byDefault("true");
  location.add("proxy_buffering", { ...buffering, value: buffering.value === "false" ? "off" : "on" });
  renderBuffers(location, settings);
  for (const key of ["proxy-next-upstream", "proxy-next-upstream-timeout", "proxy-next-upstream-tries"]) {
    const value = settings.own(key);
    if (value !== undefined) location.add(key.replaceAll("-", "_"), ...words(value));
  }
  const scheme = listed("ssl-services") ? "https" : "http";
  location.add(
    "proxy_pass",
    fixed(`${scheme}://${upstreamName(planned, plan.host)}${rewriteOf(planned)}`, origin),
  );
  const from = settings.own("proxy-redirect-from");
  const to = settings.own("proxy-redirect-to");
  if (from !== undefined && (from.value === "off" || from.value === "default"))
    location.add("proxy_redirect", from);
  else if (from !== undefined && to !== undefined) location.add("proxy_redirect", from, to);
}

/** `nginx.org/rewrites: serviceName=SVC rewrite=/PATH; …`. */
function rewriteOf({ settings, service }: F5Location): string {
  for (const part of settings.own("rewrites")?.value.split(";") ?? []) {
    const match = /^\s*serviceName=(\S+)\s+rewrite=(\S+)\s*$/.exec(part);
    if (match?.[1] === service) return match[2]!;
  }
  return "";
}

function renderLimit(location: Block, planned: F5Location): void {
  const { settings, origin } = planned;
  if (settings.own("limit-req-rate") === undefined) return;
  const burst = settings.own("limit-req-burst");
  const noDelay = settings.own("limit-req-no-delay");
  const delay = settings.own("limit-req-delay");
  const options: Setting[] = [];
  if (burst !== undefined && burst.value !== "0") options.push({ ...burst, value: `burst=${burst.value}` });
  if (noDelay?.value === "true") options.push({ ...noDelay, value: "nodelay" });
  else if (delay !== undefined && delay.value !== "0")
    options.push({ ...delay, value: `delay=${delay.value}` });
  location.add("limit_req", fixed(`zone=${zoneOf(planned)}`, origin), ...options);
  if (settings.own("limit-req-dry-run")?.value === "true")
    location.add("limit_req_dry_run", { ...settings.own("limit-req-dry-run")!, value: "on" });
  location.add("limit_req_log_level", settings.own("limit-req-log-level") ?? settings.byDefault("error"));
  location.add("limit_req_status", settings.own("limit-req-reject-code") ?? settings.byDefault("429"));
}

/** The catch-all server, for requests that no Ingress has a host for. */
function renderDefaultServer(http: Block, global: F5AllSettings): void {
  const { origin } = global;
  const server = http.open("server");
  const proxy = global.isOn("proxy-protocol")
    ? [{ ...global.value("proxy-protocol")!, value: "proxy_protocol" }]
    : [];
  const port = (value: string, ...options: readonly Setting[]) =>
    server.add("listen", fixed(value, origin), ...options, fixed("default_server", origin), ...proxy);
  port("80");
  port("443", fixed("ssl", origin));
  server.add("ssl_certificate", fixed("/etc/nginx/secrets/default", origin));
  server.add("ssl_certificate_key", fixed("/etc/nginx/secrets/default", origin));
  renderRealIp(server, global);
  server.add("server_name", fixed("_", origin));
  const off = global.value("default-server-access-log-off");
  if (off?.value === "true") server.add("access_log", { ...off, value: "off" });
  const status = global.value("default-server-return") ?? global.byDefault("404");
  server.open("location", ["/"]).add("return", ...words(status));
}
