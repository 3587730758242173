import type { ControllerProduct } from "./controllers.ts";

/**
 * Open files that one of `worker_connections` is to have. A connection is one descriptor, and a request may hold a file beside it (a static file, a
 * temporary file of a buffered body, a cached response). F5, "Avoiding the Top 10 NGINX Configuration Mistakes", no. 1: at least
 * twice as many. ingress-nginx gives its connections three quarters of its open files (internal/ingress/controller/nginx.go, since 0.22.0).
 */
export const filesPerConnection: Readonly<Record<"nginx" | ControllerProduct, number>> = {
  nginx: 2,
  "f5-nic": 2,
  "ingress-nginx": 4 / 3,
};

/** nginx's own `worker_connections` (ngx_event_core_module: DEFAULT_CONNECTIONS). */
export const defaultWorkerConnections = 512;

/** Keys of the controllers' ConfigMaps for both numbers, and the connections where nothing is set (config.go of ingress-nginx; nginx.tmpl of F5). */
export const workerLimitKeys: Readonly<
  Record<
    ControllerProduct,
    { readonly files: string; readonly connections: string; readonly defaultConnections: number }
  >
> = {
  "ingress-nginx": {
    files: "max-worker-open-files",
    connections: "max-worker-connections",
    defaultConnections: 16384,
  },
  "f5-nic": {
    files: "worker-rlimit-nofile",
    connections: "worker-connections",
    defaultConnections: 1024,
  },
};
