/**
 * Names of nginx directives and the contexts they are allowed in: nginx 1.31.4 (all of its modules), NGINX Plus, ACME, and the
 * third-party modules lua, stream-lua, njs, vts, echo, otel, opentelemetry-contrib, opentracing, set-misc, brotli, modsecurity,
 * substitutions, geoip2, headers-more, auth-digest. Taken from their command tables (`ngx_command_t`), August 2026; a name that several
 * modules share has the contexts of all of them.
 */
export type NginxContextName =
  | "any"
  | "main"
  | "events"
  | "http"
  | "server"
  | "location"
  | "if-in-server"
  | "if-in-location"
  | "limit_except"
  | "upstream"
  | "stream"
  | "stream-server"
  | "stream-upstream"
  | "mail"
  | "mail-server"
  | "mgmt"
  | "oidc_provider"
  | "acme_issuer";

/** Each row: contexts, and the names allowed in exactly those. */
const rows: readonly (readonly [contexts: string, names: string])[] = [
  ["any", "include"],
  [
    "main",
    `daemon debug_points env events google_perftools_profiles http imap js_load_http_native_module
    js_load_stream_native_module load_module lock_file mail master_process mgmt pcre_jit pid quic_bpf
    ssl_engine ssl_object_cache_inheritable stream thread_pool thread_stack_size timer_resolution user
    worker_cpu_affinity worker_priority worker_processes worker_rlimit_core worker_rlimit_nofile
    worker_rlimit_sigpending worker_shutdown_timeout worker_threads working_directory`,
  ],
  ["main http server location stream stream-server mail mail-server", "error_log"],
  [
    "events",
    `accept_mutex accept_mutex_delay acceptex_read connections debug_connection devpoll_changes
    devpoll_events epoll_events eventport_events iocp_threads kqueue_changes kqueue_events multi_accept
    post_acceptex rtsig_overflow_events rtsig_overflow_test rtsig_overflow_threshold rtsig_signo
    stall_threshold use worker_aio_requests worker_connections`,
  ],
  [
    "http",
    `access_by_lua_no_postpone acme_issuer acme_shared_zone auth_jwt_claim_set auth_jwt_header_set
    charset_map degradation exit_worker_by_lua_block exit_worker_by_lua_file fastcgi_cache_path geoip2_proxy
    geoip2_proxy_recursive geoip_proxy geoip_proxy_recursive http2_recv_buffer_size limit_req_zone
    limit_zone lua_thread_cache_max_entries lua_worker_thread_vm_pool_size oidc_provider
    opentelemetry_bsp_max_export_batch_size opentelemetry_bsp_max_queue_size
    opentelemetry_bsp_schedule_delay_millis opentelemetry_config opentelemetry_otlp_traces_endpoint
    opentelemetry_service_name
    opentelemetry_span_processor opentelemetry_traces_sampler opentelemetry_traces_sampler_ratio
    otel_exporter otel_resource_attr otel_service_name perl_modules perl_require perl_set
    precontent_by_lua_no_postpone proxy_cache_path rewrite_by_lua_no_postpone scgi_cache_path
    session_log_format session_log_zone spdy_recv_buffer_size ssl_session_fetch_by_lua_block
    ssl_session_fetch_by_lua_file ssl_session_store_by_lua_block ssl_session_store_by_lua_file
    uwsgi_cache_path vhost_traffic_status_dump vhost_traffic_status_filter_max_node
    vhost_traffic_status_measure_status_codes vhost_traffic_status_stats_by_upstream
    vhost_traffic_status_zone`,
  ],
  [
    "http server",
    `auth_digest_shm_size client_body_early_read client_header_buffer_size client_header_timeout connection_pool_size http2
    http2_body_preread_size http2_idle_timeout http2_max_concurrent_pushes http2_max_concurrent_streams
    http2_max_field_size http2_max_header_size http2_max_requests http2_pool_size http2_recv_timeout
    http2_streams_index_size http3 http3_hq http3_max_concurrent_streams http3_stream_buffer_size
    ignore_invalid_headers large_client_header_buffers max_headers merge_slashes opentracing_load_tracer
    optimize_server_names quic_active_connection_id_limit quic_gso quic_host_key quic_retry
    request_pool_size server_rewrite_by_lua_block server_rewrite_by_lua_file spdy_headers_comp
    spdy_keepalive_timeout spdy_max_concurrent_streams spdy_pool_size spdy_recv_timeout
    spdy_streams_index_size ssl_buffer_size ssl_early_data underscores_in_headers`,
  ],
  [
    "http server location",
    `absolute_redirect add_after_body add_before_body addition_types aio aio_write ancient_browser
    ancient_browser_value auth_delay auth_oidc auth_request auth_request_set autoindex autoindex_exact_size
    autoindex_format autoindex_localtime brotli_buffers brotli_comp_level brotli_min_length brotli_static
    brotli_types brotli_window charset_types chunked_transfer_encoding client_body_buffer_size
    client_body_in_file_only client_body_in_single_buffer client_body_temp_path client_body_timeout
    client_max_body_size create_full_put_path dav_access dav_methods default_type degrade directio
    directio_alignment disable_symlinks early_hints error_log_tag etag f4f_buffer_size
    fastcgi_allow_upstream fastcgi_bind fastcgi_bind_dynamic fastcgi_buffer_size fastcgi_buffering
    fastcgi_buffers fastcgi_busy_buffers_size fastcgi_cache fastcgi_cache_background_update
    fastcgi_cache_bypass fastcgi_cache_key fastcgi_cache_lock fastcgi_cache_lock_age
    fastcgi_cache_lock_timeout fastcgi_cache_max_range_offset fastcgi_cache_methods fastcgi_cache_min_uses
    fastcgi_cache_purge fastcgi_cache_revalidate fastcgi_cache_use_stale fastcgi_cache_valid
    fastcgi_catch_stderr fastcgi_connect_timeout fastcgi_force_ranges fastcgi_hide_header
    fastcgi_ignore_client_abort fastcgi_ignore_headers fastcgi_index fastcgi_intercept_errors
    fastcgi_keep_conn fastcgi_limit_rate fastcgi_max_temp_file_size fastcgi_next_upstream
    fastcgi_next_upstream_timeout fastcgi_next_upstream_tries fastcgi_no_cache fastcgi_param
    fastcgi_pass_header fastcgi_pass_request_body fastcgi_pass_request_headers fastcgi_read_timeout
    fastcgi_request_buffering fastcgi_request_dynamic fastcgi_send_lowat fastcgi_send_timeout
    fastcgi_socket_keepalive fastcgi_socket_rcvbuf fastcgi_socket_sndbuf fastcgi_split_path_info
    fastcgi_store fastcgi_store_access fastcgi_temp_file_write_size fastcgi_temp_path grpc_allow_upstream
    grpc_bind grpc_bind_dynamic grpc_buffer_size grpc_connect_timeout grpc_hide_header grpc_ignore_headers
    grpc_intercept_errors grpc_next_upstream grpc_next_upstream_timeout grpc_next_upstream_tries
    grpc_pass_header grpc_read_timeout grpc_request_dynamic grpc_send_timeout grpc_set_header
    grpc_socket_keepalive grpc_socket_rcvbuf grpc_socket_sndbuf grpc_ssl_certificate
    grpc_ssl_certificate_cache grpc_ssl_certificate_key grpc_ssl_ciphers grpc_ssl_conf_command grpc_ssl_crl
    grpc_ssl_key_log grpc_ssl_name grpc_ssl_password_file grpc_ssl_protocols grpc_ssl_server_name
    grpc_ssl_session_reuse grpc_ssl_trusted_certificate grpc_ssl_verify grpc_ssl_verify_depth gunzip
    gunzip_buffers gzip_buffers gzip_comp_level gzip_disable gzip_hash gzip_http_version gzip_min_length
    gzip_no_buffer gzip_proxied gzip_static gzip_types gzip_vary gzip_window hls_buffers hls_forward_args
    hls_fragment hls_mp4_buffer_size hls_mp4_max_buffer_size http2_chunk_size http2_push http2_push_preload
    if_modified_since image_filter_buffer image_filter_interlace image_filter_jpeg_quality
    image_filter_sharpen image_filter_transparency image_filter_webp_quality index keepalive_disable
    keepalive_min_timeout limit_conn_status limit_req limit_req_dry_run limit_req_log_level limit_req_status
    lingering_close lingering_time lingering_timeout log_not_found log_subrequest max_ranges
    memcached_allow_upstream memcached_bind memcached_bind_dynamic memcached_buffer_size
    memcached_connect_timeout memcached_gzip_flag memcached_next_upstream memcached_next_upstream_timeout
    memcached_next_upstream_tries memcached_read_timeout memcached_send_timeout memcached_socket_keepalive
    min_delete_depth mirror mirror_request_body modern_browser modern_browser_value modsecurity
    modsecurity_rules modsecurity_rules_file modsecurity_rules_remote modsecurity_transaction_id
    mp4_buffer_size mp4_limit_rate mp4_limit_rate_after mp4_max_buffer_size mp4_start_key_frame msie_padding
    msie_refresh open_file_cache open_file_cache_errors open_file_cache_events open_file_cache_min_uses
    open_file_cache_retest open_file_cache_valid opentelemetry opentelemetry_attribute
    opentelemetry_capture_headers opentelemetry_ignore_paths opentelemetry_operation_name
    opentelemetry_propagate opentelemetry_sensitive_header_names opentelemetry_sensitive_header_values
    opentelemetry_trust_incoming_spans opentracing opentracing_fastcgi_propagate_context
    opentracing_grpc_propagate_context opentracing_location_operation_name opentracing_operation_name
    opentracing_propagate_context opentracing_tag opentracing_trace_locations
    opentracing_trust_incoming_span otel_span_attr otel_span_name otel_trace otel_trace_context
    output_buffers port_in_redirect postpone_gzipping postpone_output proxy_allow_upstream proxy_buffering
    proxy_buffers proxy_busy_buffers_size proxy_cache proxy_cache_background_update proxy_cache_bypass
    proxy_cache_convert_head proxy_cache_key proxy_cache_lock proxy_cache_lock_age proxy_cache_lock_timeout
    proxy_cache_max_range_offset proxy_cache_methods proxy_cache_min_uses proxy_cache_purge
    proxy_cache_revalidate proxy_cache_use_stale proxy_cache_valid proxy_cookie_domain proxy_cookie_flags
    proxy_cookie_path proxy_force_ranges proxy_headers_hash_bucket_size proxy_headers_hash_max_size
    proxy_hide_header proxy_http_version proxy_ignore_client_abort proxy_ignore_headers
    proxy_intercept_errors proxy_limit_rate proxy_max_temp_file_size proxy_method proxy_no_cache
    proxy_pass_header proxy_pass_request_body proxy_pass_request_headers proxy_pass_trailers
    proxy_read_timeout proxy_redirect proxy_request_buffering proxy_request_dynamic proxy_send_lowat
    proxy_send_timeout proxy_set_body proxy_set_header proxy_store proxy_store_access
    proxy_temp_file_write_size proxy_temp_path read_ahead real_ip_header real_ip_recursive
    recursive_error_pages reset_timedout_connection satisfy satisfy_any scgi_allow_upstream scgi_bind
    scgi_bind_dynamic scgi_buffer_size scgi_buffering scgi_buffers scgi_busy_buffers_size scgi_cache
    scgi_cache_background_update scgi_cache_bypass scgi_cache_key scgi_cache_lock scgi_cache_lock_age
    scgi_cache_lock_timeout scgi_cache_max_range_offset scgi_cache_methods scgi_cache_min_uses
    scgi_cache_purge scgi_cache_revalidate scgi_cache_use_stale scgi_cache_valid scgi_connect_timeout
    scgi_force_ranges scgi_hide_header scgi_ignore_client_abort scgi_ignore_headers scgi_intercept_errors
    scgi_limit_rate scgi_max_temp_file_size scgi_next_upstream scgi_next_upstream_timeout
    scgi_next_upstream_tries scgi_no_cache scgi_param scgi_pass_header scgi_pass_request_body
    scgi_pass_request_headers scgi_read_timeout scgi_request_buffering scgi_request_dynamic
    scgi_send_timeout scgi_socket_keepalive scgi_socket_rcvbuf scgi_socket_sndbuf scgi_store
    scgi_store_access scgi_temp_file_write_size scgi_temp_path secure_link secure_link_md5
    secure_link_secret send_lowat sendfile_max_chunk server_name_in_redirect server_tokens session_log slice
    spdy_chunk_size ssi_ignore_recycled_buffers ssi_last_modified ssi_min_file_chunk ssi_silent_errors
    ssi_types ssi_value_length sub_filter sub_filter_last_modified sub_filter_once sub_filter_types
    subrequest_output_buffer_size subs_buffers subs_filter subs_filter_bypass subs_filter_types
    subs_line_buffer_size tcp_nopush tunnel_allow_upstream tunnel_bind tunnel_bind_dynamic
    tunnel_buffer_size tunnel_connect_timeout tunnel_next_upstream tunnel_next_upstream_timeout
    tunnel_next_upstream_tries tunnel_read_timeout tunnel_send_lowat tunnel_send_timeout
    tunnel_socket_keepalive tunnel_socket_rcvbuf tunnel_socket_sndbuf types types_hash_bucket_size
    types_hash_max_size userid userid_domain userid_expires userid_flags userid_mark userid_name userid_p3p
    userid_path userid_service uwsgi_allow_upstream uwsgi_bind uwsgi_bind_dynamic uwsgi_buffer_size
    uwsgi_buffering uwsgi_buffers uwsgi_busy_buffers_size uwsgi_cache uwsgi_cache_background_update
    uwsgi_cache_bypass uwsgi_cache_key uwsgi_cache_lock uwsgi_cache_lock_age uwsgi_cache_lock_timeout
    uwsgi_cache_max_range_offset uwsgi_cache_methods uwsgi_cache_min_uses uwsgi_cache_purge
    uwsgi_cache_revalidate uwsgi_cache_use_stale uwsgi_cache_valid uwsgi_connect_timeout uwsgi_force_ranges
    uwsgi_hide_header uwsgi_ignore_client_abort uwsgi_ignore_headers uwsgi_intercept_errors uwsgi_limit_rate
    uwsgi_max_temp_file_size uwsgi_modifier1 uwsgi_modifier2 uwsgi_next_upstream uwsgi_next_upstream_timeout
    uwsgi_next_upstream_tries uwsgi_no_cache uwsgi_param uwsgi_pass_header uwsgi_pass_request_body
    uwsgi_pass_request_headers uwsgi_read_timeout uwsgi_request_buffering uwsgi_request_dynamic
    uwsgi_send_timeout uwsgi_socket_keepalive uwsgi_socket_rcvbuf uwsgi_socket_sndbuf uwsgi_ssl_certificate
    uwsgi_ssl_certificate_cache uwsgi_ssl_certificate_key uwsgi_ssl_ciphers uwsgi_ssl_conf_command
    uwsgi_ssl_crl uwsgi_ssl_key_log uwsgi_ssl_name uwsgi_ssl_password_file uwsgi_ssl_protocols
    uwsgi_ssl_server_name uwsgi_ssl_session_reuse uwsgi_ssl_trusted_certificate uwsgi_ssl_verify
    uwsgi_ssl_verify_depth uwsgi_store uwsgi_store_access uwsgi_string uwsgi_temp_file_write_size
    uwsgi_temp_path vhost_traffic_status vhost_traffic_status_average_method
    vhost_traffic_status_bypass_limit vhost_traffic_status_bypass_stats vhost_traffic_status_filter
    vhost_traffic_status_filter_by_host vhost_traffic_status_filter_by_set_key
    vhost_traffic_status_filter_check_duplicate vhost_traffic_status_histogram_buckets
    vhost_traffic_status_ignore_status vhost_traffic_status_limit vhost_traffic_status_limit_check_duplicate
    vhost_traffic_status_limit_traffic vhost_traffic_status_limit_traffic_by_set_key xml_entities
    xml_external_entities xslt_last_modified xslt_param xslt_string_param xslt_types`,
  ],
  [
    "http server location if-in-server if-in-location",
    `rewrite_log set_base32_alphabet set_base32_padding set_decode_base32 set_encode_base32
    set_formatted_gmt_time set_formatted_local_time set_hashed_upstream set_local_today
    set_misc_base32_padding uninitialized_variable_warn`,
  ],
  [
    "http server location if-in-location",
    `access_by_lua access_by_lua_block access_by_lua_file add_header add_header_inherit add_trailer
    add_trailer_inherit body_filter_by_lua body_filter_by_lua_block body_filter_by_lua_file brotli charset
    error_page expires gzip header_filter_by_lua header_filter_by_lua_block header_filter_by_lua_file
    limit_rate limit_rate_after log_by_lua lua_http10_buffering lua_need_request_body
    lua_transform_underscores_in_response_headers lua_use_default_type more_clear_headers
    more_clear_input_headers more_set_headers more_set_input_headers override_charset post_action
    precontent_by_lua_block precontent_by_lua_file rewrite_by_lua rewrite_by_lua_block rewrite_by_lua_file
    root sendfile source_charset ssi vhost_traffic_status_set_by_filter`,
  ],
  ["http server location if-in-location limit_except stream stream-server", "access_log"],
  [
    "http server location if-in-location stream stream-server",
    `log_by_lua_block log_by_lua_file lua_check_client_abort lua_code_cache lua_socket_buffer_size
    lua_socket_connect_timeout lua_socket_keepalive_timeout lua_socket_log_errors lua_socket_pool_size
    lua_socket_read_timeout lua_socket_send_lowat lua_socket_send_timeout`,
  ],
  [
    "http server location limit_except",
    `auth_basic auth_basic_user_file auth_digest auth_digest_drop_time auth_digest_evasion_time
    auth_digest_expires auth_digest_maxtries auth_digest_replays auth_digest_timeout auth_digest_user_file auth_jwt auth_jwt_key_cache auth_jwt_key_file auth_jwt_key_request
    auth_jwt_leeway auth_jwt_require auth_jwt_type auth_require`,
  ],
  ["http server location limit_except stream stream-server", "allow deny"],
  ["http server location upstream", "keepalive_requests keepalive_time keepalive_timeout"],
  [
    "http server location upstream stream stream-server stream-upstream mail mail-server mgmt",
    "resolver resolver_timeout",
  ],
  [
    "http server location stream stream-server",
    `js_context_reuse js_context_reuse_max_size js_engine js_fetch_buffer_size js_fetch_ciphers
    js_fetch_keepalive js_fetch_keepalive_requests js_fetch_keepalive_time js_fetch_keepalive_timeout
    js_fetch_max_response_buffer_size js_fetch_protocols js_fetch_proxy js_fetch_timeout
    js_fetch_trusted_certificate js_fetch_verify js_fetch_verify_depth js_import js_path js_preload_object
    js_set js_var limit_conn limit_conn_dry_run limit_conn_log_level lua_ssl_certificate
    lua_ssl_certificate_key lua_ssl_ciphers lua_ssl_conf_command lua_ssl_crl lua_ssl_key_log
    lua_ssl_protocols lua_ssl_trusted_certificate lua_ssl_verify_depth open_log_file_cache proxy_bind
    proxy_bind_dynamic proxy_buffer_size proxy_connect_timeout proxy_next_upstream
    proxy_next_upstream_timeout proxy_next_upstream_tries proxy_socket_keepalive proxy_socket_rcvbuf
    proxy_socket_sndbuf proxy_ssl_certificate proxy_ssl_certificate_cache proxy_ssl_certificate_key
    proxy_ssl_ciphers proxy_ssl_conf_command proxy_ssl_crl proxy_ssl_key_log proxy_ssl_name
    proxy_ssl_password_file proxy_ssl_protocols proxy_ssl_server_name proxy_ssl_session_reuse
    proxy_ssl_trusted_certificate proxy_ssl_verify proxy_ssl_verify_depth tcp_nodelay`,
  ],
  ["http server location stream stream-server mail mail-server", "set_real_ip_from"],
  ["http server location mgmt", "send_timeout"],
  [
    "http server stream stream-server",
    `ssl_certificate_by_lua_block ssl_certificate_by_lua_file ssl_certificate_cache
    ssl_client_hello_by_lua_block ssl_client_hello_by_lua_file ssl_ech_file ssl_key_log ssl_ocsp
    ssl_ocsp_cache ssl_ocsp_responder ssl_reject_handshake ssl_stapling ssl_stapling_file
    ssl_stapling_responder ssl_stapling_verify`,
  ],
  [
    "http server stream stream-server mail mail-server",
    `ssl_certificate_compression ssl_client_certificate ssl_conf_command ssl_dhparam ssl_ecdh_curve
    ssl_prefer_server_ciphers ssl_session_cache ssl_session_ticket_key ssl_session_tickets
    ssl_session_timeout ssl_verify_client`,
  ],
  [
    "http server stream stream-server mail mail-server mgmt",
    "ssl_certificate ssl_certificate_key ssl_ciphers ssl_password_file ssl_protocols ssl_verify_depth",
  ],
  ["http server stream stream-server mail mail-server mgmt oidc_provider", "ssl_crl ssl_trusted_certificate"],
  ["http server mail mail-server mgmt", "ssl"],
  ["http upstream stream stream-upstream mail", "server"],
  [
    "http stream",
    `geo geoip2 geoip_city geoip_country geoip_org init_by_lua init_by_lua_block init_by_lua_file
    init_worker_by_lua init_worker_by_lua_block init_worker_by_lua_file js_shared_dict_zone keyval
    keyval_zone limit_conn_zone log_format lua_capture_error_log lua_load_resty_core lua_malloc_trim
    lua_max_pending_timers lua_max_running_timers lua_package_cpath lua_package_path
    lua_regex_cache_max_entries lua_regex_match_limit lua_sa_restart lua_shared_dict map
    map_hash_bucket_size map_hash_max_size match num_map server_names_hash_bucket_size
    server_names_hash_max_size split_clients upstream variables_hash_bucket_size variables_hash_max_size`,
  ],
  ["server", "acme_certificate"],
  [
    "server location",
    `if internal_redirect location referer_hash_bucket_size referer_hash_max_size status stub_status
    try_files valid_referers vhost_traffic_status_display vhost_traffic_status_display_format
    vhost_traffic_status_display_jsonp vhost_traffic_status_display_sum_key`,
  ],
  [
    "server location if-in-server if-in-location",
    "break rewrite set_by_lua set_by_lua_block set_by_lua_file",
  ],
  ["server location if-in-server if-in-location stream-server", "return set"],
  ["server location if-in-location", "tunnel_pass"],
  ["server location if-in-location stream-server", "status_zone"],
  ["server stream-server mail mail-server", "server_name"],
  ["server stream-server mail-server", "listen"],
  [
    "location",
    "alias api empty_gif f4f flv hls image_filter internal limit_except mp4 random_index xslt_stylesheet",
  ],
  [
    "location if-in-location",
    `echo echo_abort_parent echo_after_body echo_before_body echo_blocking_sleep echo_duplicate echo_end
    echo_exec echo_flush echo_foreach_split echo_location echo_location_async echo_read_request_body
    echo_request_body echo_reset_timer echo_sleep echo_status echo_subrequest echo_subrequest_async
    fastcgi_pass grpc_pass memcached_pass scgi_pass uwsgi_pass`,
  ],
  ["location if-in-location limit_except", "js_body_filter js_content js_header_filter"],
  ["location if-in-location limit_except stream stream-server", "js_access"],
  ["location if-in-location limit_except stream-server", "proxy_pass"],
  [
    "location if-in-location stream-server",
    `content_by_lua content_by_lua_block content_by_lua_file lua_upstream_skip_openssl_default_verify
    proxy_ssl_certificate_by_lua_block proxy_ssl_certificate_by_lua_file proxy_ssl_verify_by_lua_block
    proxy_ssl_verify_by_lua_file`,
  ],
  ["location limit_except", "perl"],
  ["location stream-server", "health_check js_periodic"],
  ["upstream", "balancer_keepalive ip_hash keepalive ntlm queue sticky"],
  [
    "upstream stream-upstream",
    "balancer_by_lua_block balancer_by_lua_file hash least_conn least_time random state zone",
  ],
  ["stream", "lua_add_variable preread_by_lua_no_postpone"],
  [
    "stream stream-server",
    `health_check_timeout js_filter js_preread mqtt mqtt_buffers mqtt_preread preread_buffer_size
    preread_by_lua_block preread_by_lua_file preread_timeout proxy_download_rate proxy_downstream_buffer
    proxy_half_close proxy_protocol_timeout proxy_requests proxy_responses proxy_session_drop proxy_ssl
    proxy_ssl_alpn proxy_upload_rate proxy_upstream_buffer ssl_alpn ssl_handshake_timeout ssl_preread
    zone_sync_buffers zone_sync_connect_retry_interval zone_sync_connect_timeout zone_sync_interval
    zone_sync_recv_buffer_size zone_sync_ssl zone_sync_ssl_certificate zone_sync_ssl_certificate_key
    zone_sync_ssl_ciphers zone_sync_ssl_conf_command zone_sync_ssl_crl zone_sync_ssl_name
    zone_sync_ssl_password_file zone_sync_ssl_protocols zone_sync_ssl_server_name
    zone_sync_ssl_trusted_certificate zone_sync_ssl_verify zone_sync_ssl_verify_depth zone_sync_timeout`,
  ],
  ["stream stream-server mail mail-server", "proxy_protocol proxy_timeout"],
  ["stream-server", "mqtt_rewrite_buffer_size mqtt_set_connect pass zone_sync zone_sync_server"],
  [
    "mail mail-server",
    `auth_http auth_http_header auth_http_pass_client_cert auth_http_timeout imap_auth imap_capabilities
    imap_client_buffer max_errors pop3_auth pop3_capabilities proxy_buffer proxy_pass_error_message
    proxy_smtp_auth smtp_auth smtp_capabilities smtp_client_buffer smtp_greeting_delay so_keepalive starttls
    timeout xclient`,
  ],
  ["mail mail-server mgmt", "proxy"],
  ["mail-server", "protocol"],
  [
    "mgmt",
    `connect_timeout enforce_initial_report license_token proxy_password proxy_username read_timeout ssl_name
    ssl_server_name ssl_verify state_path usage_report uuid_file`,
  ],
  [
    "oidc_provider",
    `client_id client_secret config_url cookie_name extra_auth_args frontchannel_logout_uri issuer
    logout_token_hint logout_uri pkce post_logout_uri redirect_uri scope session_store session_timeout
    userinfo`,
  ],
  [
    "acme_issuer",
    `accept_terms_of_service account_key challenge common_name_in_csr contact external_account_key
    preferred_chain profile uri`,
  ],
];

/** Directives that open a block; `server` also ends in `;` inside of an upstream. */
const blockNames: ReadonlySet<string> = new Set(
  `acme_issuer charset_map events geo geoip2 http if imap limit_except location mail map match mgmt
  num_map oidc_provider otel_exporter server split_clients stream types upstream`.split(/\s+/),
);

const noContexts: ReadonlySet<NginxContextName> = new Set();
let table: Map<string, ReadonlySet<NginxContextName>> | undefined;

/** Contexts a directive is allowed in by any known module; empty for a name that none has. `include` gives `any`. */
export function contextsOfDirective(name: string): ReadonlySet<NginxContextName> {
  table ??= buildTable();
  return table.get(name) ?? noContexts;
}

/** Whether a directive of this name opens a `{ }` block. */
export function opensBlock(name: string): boolean {
  return blockNames.has(name) || name.endsWith("_by_lua_block");
}

function buildTable(): Map<string, ReadonlySet<NginxContextName>> {
  const built = new Map<string, ReadonlySet<NginxContextName>>();
  for (const [contexts, names] of rows) {
    const set = new Set(contexts.split(" ") as NginxContextName[]);
    for (const name of names.split(/\s+/)) built.set(name, set);
  }
  return built;
}
