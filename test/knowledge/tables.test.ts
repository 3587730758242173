import { describe, expect, test } from "@jest/globals";
import { knowledgeFlaws } from "../../scripts/lib/knowledge-flaws.ts";
import { directiveFact, directiveNames } from "../../src/knowledge/nginx-directives.ts";
import { compareReleases } from "../../src/knowledge/release-order.ts";
import {
  annotationFact,
  believedName,
  configMapKey,
  defaultIn,
  everyRelease,
  everySetting,
  flagFact,
  invalidClass,
  managementKey,
  removedSetting,
  settingNames,
} from "../../src/knowledge/settings.ts";

test("the tables are consistent: scripts/check-knowledge.mjs", () => {
  expect(knowledgeFlaws()).toEqual([]);
});

test("releases stand in order, pre-releases before their release", () => {
  const sorted = [
    "0.9.0-beta.2",
    "0.9.0-beta.18",
    "0.9.0",
    "0.51.0",
    "1.0.0-alpha.1",
    "1.0.0-beta.1",
    "1.9.0",
    "1.12.1",
  ];
  expect([...sorted].reverse().sort(compareReleases)).toEqual(sorted);
  expect(everyRelease("ingress-nginx").at(-1)).toBe("1.15.1");
  expect(everyRelease("f5-nic").at(-1)).toBe("5.5.4");
});

describe("which releases know a setting", () => {
  const known = (key: string, version: string) => configMapKey("ingress-nginx", key, version) !== undefined;

  test.each([
    // internal/ingress/controller/config/config.go at the tags.
    ["proxy-busy-buffers-size", "1.12.1", false],
    ["proxy-busy-buffers-size", "1.13.0", true],
    ["proxy-busy-buffers-size", "1.13.1", false],
    ["proxy-busy-buffers-size", "1.13.2", true],
    ["enable-opentracing", "1.9.4", true],
    ["enable-opentracing", "1.9.5", false],
    ["datadog-priority-sampling", "1.8.1", true],
    ["datadog-priority-sampling", "1.8.2", false],
    // 1.10.1 was tagged on the development branch, 1.10.2 on the release's.
    ["global-allowed-response-headers", "1.10.0", false],
    ["global-allowed-response-headers", "1.10.1", true],
    ["global-allowed-response-headers", "1.10.2", false],
    ["global-allowed-response-headers", "1.11.0", true],
    // Came with the back-port 0.49.1, and to the other line with 1.0.1.
    ["allow-snippet-annotations", "0.49.1", true],
    ["allow-snippet-annotations", "1.0.0", false],
    ["allow-snippet-annotations", "1.0.1", true],
    ["upstream-keepalive-timeout", "1.9.4", true],
    ["keepalive-timeout", "1.9.4", false],
  ])("ConfigMap key %s in %s: %s", (key, version, expected) => {
    expect(known(key, version)).toBe(expected);
  });

  test("a removed annotation says what took its place", () => {
    expect(annotationFact("ingress-nginx", "secure-backends", "1.12.1")).toBeUndefined();
    expect(annotationFact("ingress-nginx", "secure-backends")?.removed).toBe("0.21.0");
    expect(removedSetting("ingress-nginx", "annotation", "secure-backends")).toEqual({
      since: "0.8.0",
      lastVersion: "0.20.0",
      removed: "0.21.0",
      replacement: 'backend-protocol: "HTTPS"',
    });
    expect(removedSetting("ingress-nginx", "annotation", "backend-protocol")).toBeUndefined();
    expect(removedSetting("ingress-nginx", "annotation", "rate-limit")).toBeUndefined();
  });

  test("annotations go with and without their prefix, others whole", () => {
    const name = "nginx.ingress.kubernetes.io/proxy-buffer-size";
    expect(annotationFact("ingress-nginx", name)).toBe(annotationFact("ingress-nginx", "proxy-buffer-size"));
    expect(annotationFact("ingress-nginx", name)?.fullName).toBe(name);
    expect(annotationFact("f5-nic", "nginx.org/proxy-buffers")?.name).toBe("proxy-buffers");
    expect(annotationFact("f5-nic", "nginx.com/slow-start")).toMatchObject({ plusOnly: true });
    expect(annotationFact("f5-nic", "slow-start")).toBeUndefined();
  });

  test("what only the development branch reads is in no release", () => {
    expect(configMapKey("f5-nic", "disable-forwarded-headers")?.since).toBe("unreleased");
    expect(configMapKey("f5-nic", "disable-forwarded-headers", "5.5.4")).toBeUndefined();
  });

  test("flags, also of before they were parsed otherwise", () => {
    expect(flagFact("ingress-nginx", "enable-annotation-validation", "1.8.5")).toBeUndefined();
    expect(flagFact("ingress-nginx", "v")).toMatchObject({ group: "klog" });
    expect(flagFact("f5-nic", "v", "4.0.0")).toBeUndefined();
    expect(flagFact("f5-nic", "v", "3.7.2")?.replacement).toBe("log-level");
  });

  test("the management ConfigMap has keys of its own", () => {
    expect(managementKey("usage-report-interval")).toMatchObject({ default: "1h", plusOnly: true });
    expect(managementKey("usage-report-interval", "3.7.2")).toBeUndefined();
    expect(configMapKey("f5-nic", "usage-report-interval")).toBeUndefined();
  });
});

describe("defaults by release", () => {
  test.each([
    ["upstream-keepalive-connections", "0.35.0", "32"],
    ["upstream-keepalive-connections", "0.40.0", "320"],
    ["upstream-keepalive-connections", undefined, "320"],
    ["hsts-max-age", "1.9.4", "15724800"],
    ["hsts-max-age", "1.9.5", "31536000"],
    ["hsts-max-age", undefined, undefined],
    ["annotations-risk-level", "1.11.8", "Critical"],
    ["annotations-risk-level", "1.12.0", "High"],
    ["keep-alive-requests", "1.6.4", "1000"],
    ["http2-max-field-size", "1.8.0", "4k"],
    ["http2-max-field-size", "1.8.1", ""],
    ["otel-sampler", "1.7.1", "AlwaysOff"],
    ["proxy-connect-timeout", undefined, "5"],
  ])("%s in %s: %s", (key, version, expected) => {
    expect(defaultIn(configMapKey("ingress-nginx", key)!, version)).toBe(expected);
  });
});

test("names for did-you-mean are those of the release", () => {
  expect(settingNames("ingress-nginx", "configmap", "1.9.4")).toContain("enable-opentracing");
  expect(settingNames("ingress-nginx", "configmap")).not.toContain("enable-opentracing");
  expect(settingNames("ingress-nginx", "annotation")).toContain("custom-headers");
  expect(settingNames("f5-nic", "flag")).toContain("enable-snippets");
});

test("every class of bad values that a setting names has its own sentence", () => {
  for (const product of ["ingress-nginx", "f5-nic"] as const)
    for (const kind of ["configmap", "annotation", "flag"] as const) {
      const ids = new Set(everySetting(product, kind).flatMap((it) => it.invalid ?? []));
      const sentences = [...ids].map((id) => invalidClass(product, kind, id));
      expect(sentences).not.toContain("");
      expect(new Set(sentences).size).toBe(ids.size);
    }
  expect(invalidClass("ingress-nginx", "configmap", "keep-default-warn")).toMatch(/^keeps the default/);
});

test("names that people believe in", () => {
  expect(believedName("ingress-nginx", "annotation", "rate-limit")?.instead).toBe("limit-rps");
  expect(believedName("ingress-nginx", "annotation", "hsts-max-age")?.instead).toBeUndefined();
  expect(believedName("ingress-nginx", "annotation", "proxy-body-size")).toBeUndefined();
  expect(believedName("f5-nic", "annotation", "server-snippet")?.instead).toBe("server-snippets");
});

describe("directives", () => {
  test("one fact per module that has the name", () => {
    expect(directiveFact("proxy_pass").map((it) => it.module)).toEqual([
      "ngx_http_proxy_module",
      "ngx_stream_proxy_module",
    ]);
    expect(directiveFact("no_such_directive")).toEqual([]);
    expect(directiveNames()).toContain("content_by_lua_block");
  });

  test("argument counts, flags, words and what a second one does", () => {
    expect(directiveFact("gzip")[0]).toMatchObject({
      flag: true,
      args: { min: 1, max: 1 },
      duplicate: "error",
    });
    expect(directiveFact("proxy_buffers")[0]).toMatchObject({
      valueType: "number+size",
      args: { min: 2, max: 2 },
    });
    expect(directiveFact("gzip_types")[0]!.args).toEqual({ min: 1 });
    expect(directiveFact("proxy_set_header")[0]!.duplicate).toBe("accumulate");
    expect(directiveFact("proxy_http_version")[0]!.values).toEqual(["1.0", "1.1", "2"]);
    expect(directiveFact("otel_exporter")[0]).toMatchObject({ block: true, origin: "third-party" });
  });

  test("what releases brought and took away", () => {
    const ssl = directiveFact("ssl").find((it) => it.module === "ngx_http_ssl_module");
    expect(ssl?.removed).toBe("1.25.1");
    expect(directiveFact("keepalive")[0]!.changes.map((it) => it.version)).toEqual(["1.7.5", "1.29.7"]);
  });
});
