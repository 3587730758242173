import type { ControllerProduct } from "./controllers.ts";

/**
 * ConfigMap keys of F5's controller with the one of ingress-nginx that does the same, where the names differ: the two products' key
 * tables side by side (internal/configs/configmaps.go of nginx/kubernetes-ingress; internal/ingress/controller/config/config.go of
 * kubernetes/ingress-nginx). The values may be written differently (`75s` there, `75` here).
 */
const f5ToIngressNginx: Readonly<Record<string, string>> = {
  "client-max-body-size": "proxy-body-size",
  "keepalive-timeout": "keep-alive",
  "keepalive-requests": "keep-alive-requests",
  keepalive: "upstream-keepalive-connections",
  "worker-connections": "max-worker-connections",
  "worker-rlimit-nofile": "max-worker-open-files",
  "proxy-buffers": "proxy-buffers-number",
  "server-names-hash-bucket-size": "server-name-hash-bucket-size",
  "server-names-hash-max-size": "server-name-hash-max-size",
  http2: "use-http2",
  "proxy-protocol": "use-proxy-protocol",
  "set-real-ip-from": "proxy-real-ip-cidr",
  "real-ip-header": "forwarded-for-header",
  "lb-method": "load-balance",
  "log-format": "log-format-upstream",
  "stream-log-format": "log-format-stream",
  "http-snippets": "http-snippet",
  "server-snippets": "server-snippet",
  "location-snippets": "location-snippet",
  "main-snippets": "main-snippet",
  "stream-snippets": "stream-snippet",
  "proxy-hide-headers": "hide-headers",
  "ssl-dhparam-file": "ssl-dh-param",
  "access-log-off": "disable-access-log",
  "redirect-to-https": "force-ssl-redirect",
  "add-header": "add-headers",
};

/** Names that nobody's release reads as a ConfigMap key of ingress-nginx, and the key that does what was meant. */
const believedKeys: Readonly<Record<string, string>> = {
  "allowlist-source-range": "whitelist-source-range",
  "keep-alive-timeout": "keep-alive",
  "keep-alive-connections": "upstream-keepalive-connections",
  "upstream-keep-alive-connections": "upstream-keepalive-connections",
  "enable-gzip": "use-gzip",
  "enable-http2": "use-http2",
  "enable-real-ip-header": "enable-real-ip",
  "underscores-in-headers": "enable-underscores-in-headers",
  "configuration-snippet": "location-snippet",
  "proxy-timeout": "proxy-read-timeout",
  "allow-snippets-annotations": "allow-snippet-annotations",
  "enable-modsecurity-snippet": "modsecurity-snippet",
  "enable-owasp-core-rules": "enable-owasp-modsecurity-crs",
  "otel-max-queue-size": "otel-max-queuesize",
  "client-body-size": "proxy-body-size",
  "client-max-body": "proxy-body-size",
  "log-level": "error-log-level",
  "ssl-stapling": "enable-ocsp",
  "ssl-stapling-verify": "enable-ocsp",
  "max-body-size": "proxy-body-size",
  "proxy-max-body-size": "proxy-body-size",
  "server-names-hash-bucket": "server-name-hash-bucket-size",
};

/** What reads as an F5 key by its words: the same meanings, the other way round. */
const ingressNginxToF5: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(f5ToIngressNginx).map(([f5, own]) => [own, f5]),
);

/**
 * The ConfigMap key of a product that does what a name, unknown to the product, means elsewhere: to the other controller, or to the
 * people who write it. Undefined where none does.
 */
export function equivalentKey(product: ControllerProduct, name: string): string | undefined {
  if (product === "f5-nic") return Object.hasOwn(ingressNginxToF5, name) ? ingressNginxToF5[name] : undefined;
  if (Object.hasOwn(f5ToIngressNginx, name)) return f5ToIngressNginx[name];
  return Object.hasOwn(believedKeys, name) ? believedKeys[name] : undefined;
}

/** Where no key does what a name promises: what does. Sentences for help, of ingress-nginx; rootfs/etc/nginx/template/nginx.tmpl, pkg/flags. */
const adviceByKey: Readonly<Record<string, string>> = {
  "rate-limit":
    "Limit requests with the annotations 'limit-rps' or 'limit-rpm' on the Ingresses that are meant.",
  "rate-limit-rps": "Limit requests with the annotation 'limit-rps' on the Ingresses that are meant.",
  "rate-limit-rpm": "Limit requests with the annotation 'limit-rpm' on the Ingresses that are meant.",
  "enable-rate-limiting":
    "Limit requests with the annotations 'limit-rps' or 'limit-rpm' on the Ingresses that are meant.",
  "enable-prometheus-metrics": "Start the controller with '--enable-metrics=true', and remove the key.",
  "ssl-prefer-server-ciphers": "Remove the key: the template always prefers the server's order of ciphers.",
};

/** What to do instead of setting a ConfigMap key that does not exist, as a sentence; undefined where nothing is known. */
export function adviceForKey(product: ControllerProduct, name: string): string | undefined {
  return product === "ingress-nginx" && Object.hasOwn(adviceByKey, name) ? adviceByKey[name] : undefined;
}
