import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { type ProtocolSetting, protocolSettings } from "../../../src/model/tls/protocol-settings.ts";

/** TLS versions that RFC 8996 and RFC 7568 forbid. */
const deprecated: ReadonlySet<string> = new Set(["SSLv2", "SSLv3", "TLSv1", "TLSv1.1"]);

export default defineRule({
  id: "tls-protocols",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "Old TLS versions are switched on, or only one version is.",
  why: "Old versions can be broken and current clients refuse them; with one version alone a peer that lacks it cannot connect at all.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_protocols",
    "https://kubernetes.github.io/ingress-nginx/user-guide/tls/#default-tls-version-and-ciphers",
    "https://www.rfc-editor.org/rfc/rfc8996",
  ],
  lessons: [16],
  securitySeverity: 5.3,

  *check(project) {
    for (const setting of protocolSettings(project)) {
      const old = setting.protocols.filter((it) => deprecated.has(it));
      if (old.length === setting.protocols.length) yield onlyOld(setting, old);
      else if (old.length > 0) yield someOld(setting, old);
      else if (setting.protocols.length === 1 && setting.protocols[0] === "TLSv1.3")
        yield onlyNewest(setting);
    }
  },
});

function onlyOld(setting: ProtocolSetting, old: readonly string[]): Finding {
  return {
    at: setting.origin,
    severity: "error",
    message: `'${setting.name}' allows nothing but ${inWords(old)}: ${
      setting.towards === "clients" ? "current clients cannot connect" : "current servers do not accept these"
    }.`,
    help: helpFor(setting),
    key: "only-old",
  };
}

function someOld(setting: ProtocolSetting, old: readonly string[]): Finding {
  return {
    at: setting.origin,
    message: `'${setting.name}' allows ${inWords(old)} towards ${setting.towards}, which ${old.length === 1 ? "is" : "are"} deprecated since ${since(old)}.`,
    help: helpFor(setting),
    key: "old",
  };
}

function onlyNewest(setting: ProtocolSetting): Finding {
  return {
    at: setting.origin,
    severity: setting.towards === "clients" ? "info" : "warning",
    message: `'${setting.name}' allows TLSv1.3 alone: ${
      setting.towards === "clients"
        ? "clients that end at TLS 1.2 cannot connect"
        : "requests to a backend that ends at TLS 1.2 fail with 502"
    }.`,
    help: `Add TLSv1.2 unless all ${setting.towards} are known to speak TLS 1.3.`,
    key: "only-newest",
  };
}

function helpFor({ name, isDirective }: ProtocolSetting): string {
  return isDirective ? `Set '${name} TLSv1.2 TLSv1.3;'.` : `Set '${name}' to "TLSv1.2 TLSv1.3".`;
}

function since(old: readonly string[]): string {
  return old.some((it) => it.startsWith("TLS")) ? "2021" : "2015";
}

function inWords(protocols: readonly string[]): string {
  return protocols.length === 1
    ? protocols[0]!
    : `${protocols.slice(0, -1).join(", ")} and ${protocols.at(-1)}`;
}
