import { always, type ControllerTemplate, type PrintedDirective, rowsFor } from "./printed-directives.ts";

const set = (name: string, key: string = name): PrintedDirective => ({
  when: { annotation: name, key, prints: "set", byDefault: false },
});

/** Every location of an Ingress sets these, in all releases from 1.12.0 to 5.5.4. */
const inLocations =
  "proxy_http_version proxy_connect_timeout proxy_read_timeout proxy_send_timeout client_max_body_size proxy_buffering";

/**
 * What F5 NGINX Ingress Controller prints for Ingresses and nginx refuses twice in one block: internal/configs/version1/nginx.tmpl and
 * nginx.ingress.tmpl at the tags v1.12.0, v2.0.0, v2.4.0, v3.0.0, v3.4.0, v3.7.0, v4.0.0, v5.0.0 and v5.3.0.
 */
export const f5Template: ControllerTemplate = {
  from: "1.12.0",
  inUseFrom: "2.0.0",
  printed: {
    main: {
      ...always("pid daemon worker_processes"),
      worker_rlimit_nofile: [{ when: { key: "worker-rlimit-nofile", prints: "set", byDefault: false } }],
      worker_cpu_affinity: [{ when: { key: "worker-cpu-affinity", prints: "set", byDefault: false } }],
      worker_shutdown_timeout: [
        { when: { key: "worker-shutdown-timeout", prints: "set", byDefault: false } },
      ],
    },
    http: {
      ...always(
        `default_type sendfile keepalive_timeout keepalive_requests server_names_hash_max_size
        server_names_hash_bucket_size variables_hash_bucket_size variables_hash_max_size`,
      ),
      ...rowsFor("map_hash_max_size map_hash_bucket_size", { since: "3.5.0" }),
      ssl_ciphers: [{ when: { key: "ssl-ciphers", prints: "set", byDefault: false } }],
      ssl_prefer_server_ciphers: [
        { when: { key: "ssl-prefer-server-ciphers", prints: "true", byDefault: false } },
      ],
      ssl_dhparam: [{ when: { key: "ssl-dhparam-file", prints: "set", byDefault: false } }],
    },
    server: {
      ...always("server_tokens"),
      http2: [{ since: "3.4.0", when: { key: "http2", prints: "true", byDefault: false } }],
    },
    location: {
      ...always(`${inLocations} proxy_pass`),
      proxy_buffers: [set("proxy-buffers")],
      proxy_buffer_size: [set("proxy-buffer-size")],
      proxy_max_temp_file_size: [set("proxy-max-temp-file-size")],
    },
  },
  setInLocations: new Set([...inLocations.split(/\s+/), "proxy_set_header"]),
  united: new Set(),
};
