import { describe, expect, test } from "@jest/globals";
import type { ControllerProduct } from "../../../src/knowledge/controllers.ts";
import { everySetting, type SettingFact } from "../../../src/knowledge/settings.ts";
import { consequenceOf } from "../../../src/model/settings/consequence.ts";
import { checkSetting } from "../../../src/model/settings/value-types.ts";
import { nginxAvailable, nginxTestAll, withNginx } from "../../nginx-oracle.ts";

type Samples = readonly [accepted: string, refused: string];

/** By the fact's type: a value that is taken for what it says, and one that is not. */
const byType: Readonly<Record<string, Samples>> = {
  bool: ["true", "on"],
  "bool|string": ["false", "off"],
  int: ["500", "60s"],
  float: ["0.5", "half"],
  "nginx-size": ["16k", "16kb"],
  size: ["16k", "16kb"],
  "nginx-size(offset)": ["2g", "2gb"],
  offset: ["2g", "2gb"],
  "nginx-time": ["5m", "5 min"],
  time: ["5m", "5min"],
  "go-duration": ["5s", "5"],
  "number+size": ["4 8k", "4x8k"],
  "int|auto": ["auto", "all"],
  'string("auto"|int)': ["4", "AUTO"],
  "csv-int": ["404,503", "404,all"],
  "csv-ip": ["10.0.0.1", "10.0.0.0/8"],
  "csv-cidr": ["10.0.0.0/8", "10.0.0.0/33"],
  "csv-ip-or-cidr": ["10.0.0.1,2001:db8::/32", "10.0.0"],
  "csv(header names)": ["X-User, X-Group", "X User"],
  "csv(proxy_cache_valid arguments)": ["200 202 5m, any 1m", "200 5min"],
  'csv("name: size")': ["certificate_data: 100, ocsp: 20M", "certificate_data 100"],
  url: ["https://auth.example.com/verify", "auth.example.com/verify"],
  'string("namespace/name" of a ConfigMap)': ["ingress-nginx/headers", "headers"],
  'string("namespace/name" of a Secret)': ["ingress-nginx/dhparam", "dhparam"],
  "string(seconds)": ["31536000", "1 year"],
  "string(port)": ["4317", "grpc"],
  'string("<number> <size>")': ["4 16k", "16k"],
  "string(base64 of 48 or 80 random bytes)": [Buffer.alloc(48, 7).toString("base64"), "c2hvcnQ="],
};

/** Keys whose type says too little, by name. */
const byName: Readonly<Record<string, Samples>> = {
  "gzip-level": ["5", "10"],
  "brotli-level": ["5", "12"],
  "limit-conn-status-code": ["429", "200"],
  "limit-req-status-code": ["429", "200"],
  "http-redirect-code": ["307", "303"],
  "worker-cpu-affinity": ["auto", "all"],
  "proxy-cookie-domain": ["off", "example.com"],
  "proxy-cookie-path": ["/ /app", "/app"],
  "app-protect-reconnect-period-seconds": ["5.5", "90"],
  "app-protect-cpu-thresholds": ["high=80 low=60", "80%"],
  "app-protect-physical-memory-util-thresholds": ["high=80 low=60", "high=200 low=1"],
  "access-log": ["syslog:server=10.0.0.1", "/var/log/nginx/access.log"],
};
const f5ByName: Readonly<Record<string, Samples>> = {
  "ssl-protocols": ["TLSv1.2 TLSv1.3", "TLSv1.2,TLSv1.3"],
  "set-real-ip-from": ["10.0.0.0/8", "10.0.0.0/64"],
  "zone-sync-port": ["12345", "99999"],
};
const ingressNginxByName: Readonly<Record<string, Samples>> = {
  "proxy-real-ip-cidr": ["10.0.0.0/8", "10.0.0.0/64"],
  "proxy-buffer-size": ["4k", "16kb"],
};

/** nginx reads these directives with a warning, whatever they say. */
const obsolete = ["http2-max-field-size", "http2-max-header-size"];

/** Types without a grammar that could be judged: free text, code, lists of anything, and what nobody reads. */
const anything =
  /^(?:string|string\((?:path|header name|host|regex|nginx variable|mime list, space separated|OpenSSL cipher list, colon separated)\)|snippet|lines|template|uri|list|csv|csv\((?:path prefixes|substrings)\)|internal(?: \(struct\))?|undocumented \(raw list\)|removed)$/;

function samplesOf(fact: SettingFact): Samples | undefined {
  if (obsolete.includes(fact.name)) return undefined;
  const special = fact.product === "f5-nic" ? f5ByName : ingressNginxByName;
  const own = special[fact.name] ?? (fact.type === "list" ? undefined : byName[fact.name]);
  if (own !== undefined) return own;
  if (Array.isArray(fact.allowed)) return [String(fact.allowed[0]), "nonsense"];
  return byType[fact.type];
}

const products: readonly ControllerProduct[] = ["ingress-nginx", "f5-nic"];

for (const product of products) {
  describe(`ConfigMap keys of ${product}`, () => {
    const facts = everySetting(product, "configmap");

    test.each(facts.map((it) => [it.name, it] as const))("%s", (name, fact) => {
      const samples = samplesOf(fact);
      if (samples === undefined) {
        // F5 knows load-balancing methods whose list depends on the edition.
        if (name !== "lb-method" && !obsolete.includes(name)) expect(fact.type).toMatch(anything);
        expect(checkSetting(fact, "any text, even (this)").state).not.toBe("refused");
        return;
      }
      const [good, bad] = samples;
      expect(checkSetting(fact, good).state).toBe("accepted");
      const verdict = checkSetting(fact, bad);
      expect(verdict.state).toBe("refused");
      if (verdict.state !== "refused") return;
      expect(verdict.reason).toMatch(/^(?:is|has|lists|does|names) /);
      expect(consequenceOf(fact, verdict, bad, undefined)).toMatch(/^[a-z]/);
      // What is proposed has to be accepted.
      if (verdict.suggestion !== undefined)
        expect(checkSetting(fact, verdict.suggestion).state).toBe("accepted");
    });
  });
}

/** Directives that take the value as their one argument, with the block they stand in. */
const contexts: Readonly<Record<string, (line: string) => string>> = {
  main: (line) => `${line}\nevents {}\n`,
  http: (line) => `events {}\nhttp { ${line} server { listen 127.0.0.1:18099; } }\n`,
  location: (line) => `events {}\nhttp { server { listen 127.0.0.1:18099; location / { ${line} } } }\n`,
};

describe(withNginx("values that are printed as they are, as the real nginx judges them"), () => {
  const judged = everySetting("ingress-nginx", "configmap").flatMap((fact) => {
    const [first] = fact.directives;
    const samples = samplesOf(fact);
    const context = contexts[first?.context ?? ""];
    const isPlain =
      fact.invalid === "raw-to-nginx" && /^\w+$/.test(first?.directive ?? "") && context !== undefined;
    const isSimple = /^(?:nginx-(?:size|time)|enum|string\(space separated\)|csv-(?:cidr|ip-or-cidr))$/.test(
      fact.type,
    );
    if (!isPlain || !isSimple || samples === undefined || fact.name === "error-log-level") return [];
    const own = fact.type.startsWith("csv") ? (fact.name === "proxy-real-ip-cidr" ? [] : samples) : samples;
    return own.map((value) => ({
      fact,
      value,
      text: context(`${first!.directive} ${value.split(",").join(`; ${first!.directive} `)};`),
    }));
  });

  (nginxAvailable ? test : test.skip)("agree", async () => {
    expect(judged.length).toBeGreaterThan(20);
    const verdicts = await nginxTestAll(judged.map((it) => it.text));
    const wrong = judged.flatMap(({ fact, value }, at) => {
      const says = checkSetting(fact, value).state === "accepted";
      return says === verdicts[at]!.ok
        ? []
        : [`${fact.name} ${value}: ${verdicts[at]!.message || "accepted"}`];
    });
    expect(wrong).toEqual([]);
  });
});
