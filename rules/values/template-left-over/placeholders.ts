/** `{{ .Values.host }}`, `{{ domain }}`: actions of Helm, Jinja, Mustache and their kin. JSON and Lua braces hold other things. */
const action = /\{\{[-~#/^]?\s*[.$A-Za-z_][^{}\n]{0,200}\}\}/;

/** `${DOMAIN_NAME}`, `${PORT:-80}`, and bare `$DOMAIN_NAME`: what envsubst and the shell fill in, by their custom of upper case. */
const variable = /\$(?:\{([A-Z][A-Z\d_]+)(?::?[-=?+][^}]*)?\}|([A-Z][A-Z\d]*_[A-Z\d_]+)(?![\w{]))/g;

/**
 * The first placeholder that a text still holds; undefined where it holds none. `isKnown` is asked about names that the text's own
 * language may know (nginx compares variable names without regard to case).
 */
export function findPlaceholder(text: string, isKnown: (name: string) => boolean): string | undefined {
  if (text.includes("{{")) {
    const match = action.exec(text);
    if (match !== null) return match[0];
  }
  if (!text.includes("$")) return undefined;
  for (const match of text.matchAll(variable)) {
    if (!isKnown(match[1] ?? match[2]!)) return match[0];
  }
  return undefined;
}

/** How often a text holds something that looks like a placeholder, comments left aside. */
export function countPlaceholders(text: string): number {
  const bare = text.replaceAll(/^[ \t]*#.*$/gm, "");
  return [...bare.matchAll(new RegExp(action, "g"))].length + [...bare.matchAll(variable)].length;
}

/** Variables of nginx and its modules that somebody might write in upper case; those of a family (`http_…`) are known by their beginning. */
const nginxVariables: ReadonlySet<string> = new Set(
  (
    "args binary_remote_addr body_bytes_sent bytes_sent connection connection_requests content_length content_type date_gmt date_local " +
    "document_root document_uri fastcgi_path_info fastcgi_script_name geoip_country_code gzip_ratio host hostname https " +
    "invalid_referer is_args limit_rate memcached_key msec namespace nginx_version pid pipe proxy_add_x_forwarded_for proxy_host " +
    "proxy_port proxy_protocol_addr proxy_protocol_port proxy_upstream_name query_string realip_remote_addr realip_remote_port " +
    "realpath_root remote_addr remote_port remote_user req_id request request_body request_body_file request_completion " +
    "request_filename request_id request_length request_method request_time request_uri resource_name scheme secure_link " +
    "server_addr server_name server_port server_protocol service_name service_port slice_range status tcpinfo_rtt time_iso8601 " +
    "time_local uid_got uid_set upstream_addr upstream_status uri"
  ).split(" "),
);

const families = /^(?:http|sent_http|sent_trailer|arg|cookie|upstream|ssl|jwt|proxy_protocol|geoip2?|otel)_/;

/** Whether nginx has a variable of that name by itself. */
export function isNginxVariable(name: string): boolean {
  const lower = name.toLowerCase();
  return nginxVariables.has(lower) || families.test(lower);
}

/** Names of files and folders that are filled in before anybody reads them as what they are. */
export function isTemplatePath(path: string): boolean {
  return /templat|\.(?:tmpl|tpl|j2|jinja2?|erb|in|dist|envsubst|example|sample|mustache|ctmpl|gotmpl)(?:\.|$)/i.test(
    path,
  );
}
