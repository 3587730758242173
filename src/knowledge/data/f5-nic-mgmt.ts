/**
 * Keys of the management ConfigMap (flag -mgmt-configmap, NGINX Plus only) of nginx/kubernetes-ingress up to v5.5.4:
 * internal/configs/configmaps.go. One JSON row a line; what the fields mean: settings.ts.
 */
export const f5NicMgmt = `[
{"name":"enforce-initial-report","type":"bool","default":"true","since":"4.0.0","invalid":"keep-default-event","meaning":"bool","directives":[["mgmt enforce_initial_report","mgmt"]],"plusOnly":true},
{"name":"license-token-secret-name","type":"string","since":"4.0.0","invalid":"process-exits","meaning":"required, non-empty; the controller refuses to start without it","directives":[["(license file)","mgmt"]],"plusOnly":true},
{"name":"resolver-addresses","type":"list","since":"4.0.0","invalid":"keep-default-event","meaning":"split on comma","directives":[["mgmt resolver","mgmt"]],"plusOnly":true},
{"name":"resolver-ipv6","type":"bool","since":"4.0.0","invalid":"keep-default-event","meaning":"bool","directives":[["mgmt resolver ipv6=","mgmt"]],"plusOnly":true},
{"name":"resolver-valid","type":"time","since":"4.0.0","invalid":"raw-to-nginx","meaning":"raw","directives":[["mgmt resolver valid=","mgmt"]],"plusOnly":true},
{"name":"ssl-certificate-secret-name","type":"string","since":"4.0.0","invalid":"raw-to-nginx","meaning":"raw","directives":[["mgmt ssl_certificate","mgmt"]],"plusOnly":true},
{"name":"ssl-trusted-certificate-secret-name","type":"string","since":"4.0.0","invalid":"raw-to-nginx","meaning":"raw","directives":[["mgmt ssl_trusted_certificate","mgmt"]],"plusOnly":true},
{"name":"ssl-verify","type":"bool","default":"true","since":"4.0.0","invalid":"keep-default-event","meaning":"bool","directives":[["mgmt ssl_verify","mgmt"]],"plusOnly":true},
{"name":"usage-report-endpoint","type":"host","default":"product.connect.nginx.com","since":"4.0.0","invalid":"keep-default-event","meaning":"host[:port]","directives":[["mgmt usage_report endpoint=","mgmt"]],"plusOnly":true},
{"name":"usage-report-interval","type":"duration","default":"1h","since":"4.0.0","invalid":"keep-default-event","meaning":"s, m, h units only; 60s..24h","directives":[["mgmt usage_report interval=","mgmt"]],"plusOnly":true},
{"name":"usage-report-proxy-host","type":"host","since":"5.0.0","invalid":"keep-default-event","meaning":"host","directives":[["mgmt proxy","mgmt"]],"plusOnly":true}
]`;
