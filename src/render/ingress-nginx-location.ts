import { type Block, fixed, type Setting, words } from "./block.ts";
import { type AllSettings, itemsOf } from "./ingress-nginx-all-settings.ts";
import type { PlannedLocation, PlannedServer } from "./ingress-nginx-layout.ts";
import { renderLimits } from "./ingress-nginx-limits.ts";
import {
  isGrpc,
  passOf,
  renderBuffers,
  renderConnectionHeader,
  renderRetries,
  renderTimeouts,
  UPSTREAM,
} from "./ingress-nginx-parts.ts";

/** The path of a location as the template writes it: a regular expression, an exact match or a prefix. */
function locationWords({ path, exact, origin }: PlannedLocation, server: PlannedServer): readonly Setting[] {
  if (server.regex) return [fixed("~*", origin), fixed(`^${path}`, origin)];
  return exact ? [fixed("=", origin), fixed(path, origin)] : [fixed(path, origin)];
}

/** One location with everything that the template prints into it, in its order (nginx.tmpl, `SERVER`). */
export function renderLocation(
  server: Block,
  planned: PlannedLocation,
  plan: PlannedServer,
  global: AllSettings,
): void {
  const { served, origin } = planned;
  const settings = served?.settings ?? global;
  const location = server.open("location", locationWords(planned, plan), origin);
  const set = (name: string, value: string) => location.add("set", fixed(name, origin), fixed(value, origin));
  renderVariables(planned, global, set);
  const accessLog = settings.own("enable-access-log");
  if (accessLog?.value === "false") location.add("access_log", { ...accessLog, value: "off" });
  else if (planned.isDefault && served === undefined && !global.isOn("enable-access-log-for-default-backend"))
    location.add("access_log", { ...global.get("enable-access-log-for-default-backend"), value: "off" });
  const rewriteLog = settings.own("enable-rewrite-log");
  if (rewriteLog?.value === "true") location.add("rewrite_log", { ...rewriteLog, value: "on" });
  location.add("port_in_redirect", settings.onOff("use-port-in-redirects"));
  if (served?.denied !== undefined) {
    location.note(`the controller denies this location: ${served.denied}`);
    location.add("return", fixed("503", origin));
    return;
  }
  renderAccess(location, settings);
  noteLeftOut(location, settings);
  if (served !== undefined) renderLimits(location, served);
  renderBody(location, settings);
  renderRequest(location, settings, global);
  renderProxy(location, settings, global);
  location.snippet(settings.snippetAnnotation("configuration-snippet"));
  location.snippet(global.snippet("location-snippet"));
  noteHidden(location, settings);
  renderErrors(location, settings);
  renderRedirects(location, settings);
  renderPass(location, planned, settings);
}

function noteHidden(location: Block, settings: AllSettings): void {
  for (const [holder, name] of [
    [settings, "configuration-snippet"],
    [settings.global, "location-snippet"],
  ] as const) {
    const value = holder === settings ? settings.own(name) : holder.controller?.setting(name);
    if (value?.state === "unknown") location.note(`${name}: its text is sensitive or not known yet`);
  }
}

function renderVariables(
  planned: PlannedLocation,
  global: AllSettings,
  set: (name: string, value: string) => void,
): void {
  const { served, service, port, ingressPath } = planned;
  const namespace = served?.ingress.manifest.namespace ?? "";
  set("$namespace", namespace);
  set("$ingress_name", served?.ingress.manifest.name ?? "");
  set("$service_name", service);
  set("$service_port", port);
  set("$location_path", ingressPath.replaceAll("$", "${literal_dollar}"));
  set("$balancer_ewma_score", "-1");
  set(
    "$proxy_upstream_name",
    service === "" ? "upstream-default-backend" : `${namespace}-${service}-${port}`,
  );
  set("$proxy_host", "$proxy_upstream_name");
  set("$pass_access_scheme", "$scheme");
  set(
    "$pass_server_port",
    global.isOn("use-proxy-protocol") ? "$proxy_protocol_server_port" : "$server_port",
  );
  set("$best_http_host", "$http_host");
  set("$pass_port", "$pass_server_port");
  set("$proxy_alternative_upstream_name", "");
}

function renderAccess(location: Block, settings: AllSettings): void {
  for (const denied of settings.list("denylist-source-range")) location.add("deny", denied);
  const allowed = settings.list("whitelist-source-range");
  for (const it of allowed) location.add("allow", it);
  if (allowed.length > 0) location.add("deny", fixed("all", settings.origin));
}

/** What needs modules, Lua or files of the controller's image: said, not printed. */
function noteLeftOut(location: Block, settings: AllSettings): void {
  const note = (name: string, text: string) => {
    const own = settings.own(name);
    const value = own?.state === "unknown" ? "(sensitive)" : own?.value;
    if (value !== undefined) location.note(text.replace("VALUE", () => value));
  };
  const auth = settings.own("auth-url");
  if (auth !== undefined)
    location.note(`auth_request: external authentication at ${auth.value || "(sensitive)"}`);
  else if (
    settings.global.get("global-auth-url").value !== "" &&
    settings.own("enable-global-auth")?.value !== "false"
  )
    location.note("auth_request: external authentication by global-auth-url");
  const type = settings.own("auth-type");
  if (type !== undefined && settings.own("auth-secret") !== undefined)
    location.note(
      `auth_${type.value === "basic" ? "basic" : "digest"}: users of the Secret that auth-secret names`,
    );
  if (settings.ownIsOn("enable-cors")) location.note("Access-Control-* headers (headers-more)");
  note("custom-headers", "response headers of ConfigMap VALUE (headers-more)");
  note("mirror-target", "mirror to VALUE");
  note("proxy-ssl-secret", "proxy_ssl_* with the files of Secret VALUE");
  if (settings.get("enable-modsecurity").value === "true") location.note("modsecurity");
}

function renderBody(location: Block, settings: AllSettings): void {
  const body = settings.get("proxy-body-size");
  const size = body.value.trim();
  if (body.state === "unknown" || /^\d+[kKmMgG]?$/.test(size))
    location.add("client_max_body_size", { ...body, value: size });
  // The ConfigMap's key is printed on the level of http.
  const buffer = settings.own("client-body-buffer-size");
  const bufferSize = buffer?.value.trim() ?? "";
  if (buffer !== undefined && (buffer.state === "unknown" || /^\d+[kKmM]?$/.test(bufferSize)))
    location.add("client_body_buffer_size", { ...buffer, value: bufferSize });
}

function renderRequest(location: Block, settings: AllSettings, global: AllSettings): void {
  const directive = isGrpc(settings.own("backend-protocol")) ? "grpc_set_header" : "proxy_set_header";
  const header = (name: string, value: Setting | string) =>
    location.add(
      directive,
      fixed(name, settings.origin),
      typeof value === "string" ? fixed(value, settings.origin) : value,
    );
  header("Host", settings.own("upstream-vhost") ?? "$best_http_host");
  header("Upgrade", "$http_upgrade");
  renderConnectionHeader(location, settings, directive);
  header("X-Request-ID", "$req_id");
  header("X-Real-IP", "$remote_addr");
  const full = global.isOn("use-forwarded-headers") && global.isOn("compute-full-forwarded-for");
  header("X-Forwarded-For", full ? "$full_x_forwarded_for" : "$remote_addr");
  header("X-Forwarded-Host", "$best_http_host");
  header("X-Forwarded-Port", "$pass_port");
  header("X-Forwarded-Proto", "$pass_access_scheme");
  header("X-Forwarded-Scheme", "$pass_access_scheme");
  if (global.isOn("proxy-add-original-uri-header")) header("X-Original-URI", "$request_uri");
  header("X-Scheme", "$pass_access_scheme");
  header("X-Original-Forwarded-For", forwardedVariable(global, "forwarded-for-header"));
  if (global.isSince("1.13.0"))
    header("X-Original-Forwarded-Host", forwardedVariable(global, "forwarded-host-header"));
  header("Proxy", "");
  const set = global.get("proxy-set-headers");
  if (set.value !== "") location.note(`request headers of ConfigMap ${set.value}`);
}

/** `X-Forwarded-For` as the variable nginx has for it. */
export function forwardedVariable(global: AllSettings, key: string): Setting {
  const name = global.get(key);
  return { ...name, value: `$http_${name.value.toLowerCase().replaceAll("-", "_")}` };
}

function renderProxy(location: Block, settings: AllSettings, global: AllSettings): void {
  renderTimeouts(location, settings, "proxy");
  renderBuffers(location, settings);
  location.add("proxy_request_buffering", settings.get("proxy-request-buffering"));
  location.add("proxy_http_version", settings.get("proxy-http-version"));
  location.add("proxy_cookie_domain", ...words(settings.get("proxy-cookie-domain")));
  location.add("proxy_cookie_path", ...words(settings.get("proxy-cookie-path")));
  renderRetries(location, settings, global);
  if (isGrpc(settings.own("backend-protocol"))) renderTimeouts(location, settings, "grpc");
}

/** Status codes of `custom-http-errors` that the controller takes. */
export function errorCodes(settings: AllSettings): readonly Setting[] {
  return itemsOf(settings.get("custom-http-errors")).filter((it) => /^[3-5]\d\d$/.test(it.value));
}

function renderErrors(location: Block, settings: AllSettings): void {
  const satisfy = settings.own("satisfy");
  if (satisfy !== undefined) location.add("satisfy", satisfy);
  if (settings.ingress === undefined) return;
  const relative = settings.own("relative-redirects");
  if (relative?.value === "true") location.add("absolute_redirect", { ...relative, value: "off" });
  if (settings.own("custom-http-errors") === undefined) return;
  const codes = errorCodes(settings);
  if (codes.length > 0 && settings.get("disable-proxy-intercept-errors").value !== "true")
    location.add("proxy_intercept_errors", { ...codes[0]!, value: "on" });
  for (const code of codes)
    location.add("error_page", code, fixed("=", code.origin), {
      ...code,
      value: `@custom_upstream-default-backend_${code.value}`,
    });
}

function renderRedirects(location: Block, settings: AllSettings): void {
  const redirects = [
    { name: "temporal-redirect", code: "temporal-redirect-code", fallback: "302", pattern: /^30[0-7]$/ },
    { name: "permanent-redirect", code: "permanent-redirect-code", fallback: "301", pattern: /^30[0-8]$/ },
  ];
  for (const { name, code, fallback, pattern } of redirects) {
    const target = settings.own(name);
    if (target === undefined || !/^https?:\/\//.test(target.value)) continue;
    const status = settings.own(code);
    location.add(
      "return",
      status !== undefined && pattern.test(status.value) ? status : fixed(fallback, target.origin),
      target,
    );
    return;
  }
}

function renderPass(location: Block, planned: PlannedLocation, settings: AllSettings): void {
  const { origin } = settings;
  const protocol = planned.service === "" ? undefined : settings.own("backend-protocol");
  const [directive, scheme] = passOf(protocol);
  const target = settings.own("rewrite-target");
  if (target !== undefined && target.value !== "" && target.value !== planned.path) {
    location.add("rewrite", fixed(`(?i)${planned.path}`, planned.origin), target, fixed("break", origin));
    const prefix = settings.own("x-forwarded-prefix");
    if (prefix !== undefined)
      location.add(
        isGrpc(settings.own("backend-protocol")) ? "grpc_set_header" : "proxy_set_header",
        fixed("X-Forwarded-Prefix", origin),
        prefix,
      );
  }
  location.add(directive, { ...(protocol ?? fixed("", origin)), value: `${scheme}${UPSTREAM}` });
  const from = settings.get("proxy-redirect-from");
  const to = settings.get("proxy-redirect-to");
  if (from.value === "default" || from.value === "off" || from.state === "unknown")
    location.add("proxy_redirect", from);
  else if (to.value !== "off") location.add("proxy_redirect", from, to);
}

/** The redirect of `/` that `app-root` makes, on the level of the server. */
export function renderAppRoot(server: Block, settings: AllSettings): void {
  const root = settings.own("app-root");
  if (root === undefined || !root.value.startsWith("/")) return;
  const block = server.open("if", ["($uri", "=", "/)"], root.origin);
  block.add("return", fixed("302", root.origin), { ...root, value: `$scheme://$http_host${root.value}` });
}
