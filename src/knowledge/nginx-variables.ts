/** Variables of nginx's core that `set`, `map` and the like may not define, in every release since 1.18 (`ngx_http_variables.c`). */
const fixed = `binary_remote_addr body_bytes_sent bytes_sent connection connection_requests content_length content_type
  document_root document_uri host hostname http_cookie http_host http_referer http_user_agent http_via
  http_x_forwarded_for https is_args msec nginx_version pid proxy_protocol_addr proxy_protocol_port
  proxy_protocol_server_addr proxy_protocol_server_port query_string realpath_root remote_addr remote_port
  remote_user request request_body request_body_file request_completion request_filename request_id
  request_length request_method request_time request_uri scheme sent_http_cache_control sent_http_connection
  sent_http_content_length sent_http_content_type sent_http_keep_alive sent_http_last_modified sent_http_link
  sent_http_location sent_http_transfer_encoding server_addr server_name server_port server_protocol status
  time_iso8601 time_local uri`;

/** The other variables of nginx's own http modules, up to 1.31.4 (their `ngx_http_variable_t` tables). */
const others = `ancient_browser args connection_time connections_active connections_reading connections_waiting
  connections_writing date_gmt date_local fastcgi_path_info fastcgi_script_name geoip_area_code geoip_city
  geoip_city_continent_code geoip_city_country_code geoip_city_country_code3 geoip_city_country_name
  geoip_country_code geoip_country_code3 geoip_country_name geoip_dma_code geoip_latitude geoip_longitude
  geoip_org geoip_postal_code geoip_region geoip_region_name grpc_internal_trailers gzip_ratio http2 http3
  invalid_referer is_request_port limit_conn_status limit_rate limit_req_status memcached_key modern_browser
  msie pipe proxy_add_via proxy_add_x_forwarded_for proxy_host proxy_internal_body_length proxy_internal_chunked
  proxy_port realip_remote_addr realip_remote_port request_port secure_link secure_link_expires slice_range
  ssl_alpn_protocol ssl_cipher ssl_ciphers ssl_client_cert ssl_client_escaped_cert ssl_client_fingerprint
  ssl_client_i_dn ssl_client_i_dn_legacy ssl_client_raw_cert ssl_client_s_dn ssl_client_s_dn_legacy
  ssl_client_serial ssl_client_sigalg ssl_client_v_end ssl_client_v_remain ssl_client_v_start ssl_client_verify
  ssl_curve ssl_curves ssl_early_data ssl_ech_outer_server_name ssl_ech_status ssl_protocol ssl_server_name
  ssl_session_id ssl_session_reused ssl_sigalg ssl_sigalgs tcpinfo_rcv_space tcpinfo_rtt tcpinfo_rttvar
  tcpinfo_snd_cwnd uid_got uid_reset uid_set upstream_addr upstream_bytes_received upstream_bytes_sent
  upstream_cache_etag upstream_cache_last_modified upstream_cache_status upstream_connect_time
  upstream_header_time upstream_response_length upstream_response_time upstream_status`;

/** Any name may follow these. */
const beginnings =
  `arg_ cookie_ http_ proxy_protocol_tlv_ sent_http_ sent_trailer_ upstream_cookie_ upstream_http_ upstream_trailer_`.split(
    " ",
  );

let known: ReadonlySet<string> | undefined;
let unchangeable: ReadonlySet<string> | undefined;

/** Whether some nginx of its own has the http variable of this name, given in lower case and without the dollar sign. */
export function isBuiltInVariable(name: string): boolean {
  known ??= new Set(`${fixed} ${others}`.split(/\s+/));
  return known.has(name) || beginnings.some((it) => name.startsWith(it));
}

/** Whether a configuration may not define the http variable of this name: nginx calls it a duplicate. */
export function isUnchangeableVariable(name: string): boolean {
  unchangeable ??= new Set(fixed.split(/\s+/));
  return unchangeable.has(name);
}
