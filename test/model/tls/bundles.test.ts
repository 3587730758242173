import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "@jest/globals";
import tlsKey from "../../../rules/tls/tls-key/rule.ts";
import { bundlesOf } from "../../../src/model/tls/bundles.ts";
import { hasOpenssl, Workshop, withOpenssl } from "../../support/openssl.ts";
import { projectOf } from "../../support/project-of.ts";

const suite = hasOpenssl ? describe : describe.skip;

suite(withOpenssl("certificates that an nginx.conf in a ConfigMap names"), () => {
  const workshop = new Workshop();
  afterAll(() => workshop.remove());
  const own = workshop.make({ name: "shop.example.com", key: "ec" });
  const encoded = (file: string) => Buffer.from(readFileSync(file)).toString("base64");

  const edge = (certificate: string, volume: string, mount = "mountPath: /etc/nginx/certs") => `apiVersion: v1
kind: ConfigMap
metadata: { name: edge, namespace: shop }
data:
  nginx.conf: |
    events {}
    http {
      server {
        listen 443 ssl;
        ssl_certificate ${certificate};
        ssl_certificate_key certs/tls.key;
      }
    }
---
apiVersion: v1
kind: Pod
metadata: { name: edge, namespace: shop }
spec:
  containers:
    - name: nginx
      image: nginx:1.27.1
      volumeMounts:
        - { name: config, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf }
        - { name: certs, ${mount} }
  volumes:
    - { name: config, configMap: { name: edge } }
    - { name: certs, ${volume} }
`;
  const secret = (key = own.keyFile) => `apiVersion: v1
kind: Secret
metadata: { name: shop-tls, namespace: shop }
data: { tls.crt: ${encoded(own.file)}, tls.key: ${encoded(key)} }
`;
  const project = (text: string, key?: string) =>
    projectOf({ "edge.yaml": text, "secret.yaml": secret(key) });
  const named = "secret: { secretName: shop-tls }";

  test.each([
    ["by a Secret's volume", edge("/etc/nginx/certs/tls.crt", named)],
    ["by a path relative to the configuration's folder", edge("certs/tls.crt", named)],
    [
      "by a projected volume under another name",
      edge(
        "certs/a/shop.pem",
        "projected: { sources: [{ secret: { name: shop-tls, items: [{ key: tls.crt, path: a/shop.pem }] } }] }",
      ),
    ],
    [
      "by one file of a volume",
      edge("certs/tls.crt", named, "mountPath: /etc/nginx/certs/tls.crt, subPath: tls.crt"),
    ],
  ])("%s are read once", async (_, text) => {
    const bundles = bundlesOf(await project(text));
    expect(bundles.servers.map((it) => it.bundle.certificates[0]!.name)).toEqual(["shop.example.com"]);
    expect(bundles.all.map((it) => it.label)).toEqual(["Secret 'shop/shop-tls'"]);
  });

  test.each([
    ["a folder that is not mounted", edge("/etc/ssl/tls.crt", named)],
    ["a Secret out of sight", edge("certs/tls.crt", "secret: { secretName: other-tls }")],
    ["a variable", edge("certs/$ssl_server_name.pem", named)],
    [
      "a name that the items leave out",
      edge("certs/tls.crt", "secret: { secretName: shop-tls, items: [{ key: tls.crt, path: shop.pem }] }"),
    ],
  ])("%s leads to none", async (_, text) => {
    expect(bundlesOf(await project(text)).servers).toEqual([]);
  });

  test("a wrong key of a mounted Secret is reported once, at the Secret", async () => {
    const world = await project(edge("certs/tls.crt", named), workshop.key("ec/2"));
    const found = [...tlsKey.check(world, { options: {}, project: world, change: undefined })];
    expect(found.map((it) => it.at.place().file.path)).toEqual(["secret.yaml"]);
  });
});
