/**
 * Modules whose directives no table of ours lists, by the beginning of their directives' names: a build may have them, so nothing is said
 * of what begins like this. From the modules' own documentation (passenger, pagespeed, naxsi, nchan, rtmp, upload, upload-progress,
 * push-stream, srcache, redis2, rds-json, vod, phantom-token, shibboleth, auth-ldap, auth-gss, testcookie, dyups, dubbo, ajp,
 * drizzle, encrypted-session, length-hiding, App Protect, older releases of njs, Tengine's and Angie's own).
 */
const beginnings: readonly string[] = [
  "acme_",
  "ajp_",
  "api_",
  "app_protect_",
  "auth_gss",
  "auth_ldap",
  "auth_pam",
  "auth_spnego_",
  "aws_",
  "cache_purge_",
  "cc_defense",
  "check_",
  "coraza",
  "ct_",
  "dav_ext_",
  "drizzle_",
  "dubbo_",
  "dyups_",
  "encrypted_session_",
  "fancyindex",
  "form_",
  "hls_",
  "iconv_",
  "js_",
  "length_hiding",
  "lua_",
  "metric_",
  "NginxModule",
  "nchan_",
  "ndk_",
  "opentracing_",
  "otel_",
  "pagespeed",
  "passenger_",
  "perl_",
  "phantom_token",
  "pipe_",
  "postgres_",
  "prometheus_",
  "push_stream_",
  "rds_",
  "redis2_",
  "redis_",
  "rtmp",
  "rtmp_",
  "shib_request",
  "srcache_",
  "ssl_ct",
  "ssl_keyless",
  "sysguard",
  "testcookie",
  "tfs_",
  "trim",
  "upload_",
  "upstream_check",
  "uthash_",
  "vod",
  "vod_",
  "waf",
  "wasm_",
  "websockify_",
  "xquic_",
  "xudp_",
  "zstd",
];

/** Whole names, of those and of further modules (naxsi, cookie-flag, upstream-fair, set-misc's relatives, memc, concat, jwt), and what NGINX Plus had before release 16. */
const names: ReadonlySet<string> = new Set(
  `BasicRule CheckRule DeniedUrl LearningMode LibInjectionSql LibInjectionXss MainRule NaxsiLogFile SecRulesDisabled SecRulesEnabled
  IgnoreCIDR IgnoreIP ModSecurityConfig ModSecurityEnabled app_protect auth_jwt_token auth_token array_join array_map
  array_map_op array_split ajp_pass cache_purge check concat concat_delimiter concat_max_files concat_types concat_unique
  consistent_hash default_upstream dso dyups_interface eval fair fancyindex flatten_hash footer footer_types
  geo2 hash_again healthcheck_delay http_dyups header hmux_pass jvm_route linkedin_request map_regex memc_pass
  naxsi_extensive_log nosync notice ocsp_cache postgres_pass processes rdns rds_csv rds_json redis_pass redis2_pass req_status
  req_status_zone rtmp_stat server_tag server_info session_sticky session_sticky_header set_cookie_flag set_random slice_arg_begin
  slowfs_cache status status_format sticky_cookie_insert sticky sync tcp_brutal track_uploads ts_upstream_label ups_check upstream_conf upload_pass
  upstream_list upstream_show vhost_traffic_status video_thumbextractor websocket_pass`.split(/\s+/),
);

/** Whether a name that is in none of our tables may be a directive of a module that we do not list. */
export function mayBeOtherModule(name: string): boolean {
  return names.has(name) || beginnings.some((it) => name.startsWith(it));
}
