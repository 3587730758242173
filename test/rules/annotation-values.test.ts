import { describe, expect, test } from "@jest/globals";
import type { ControllerProduct } from "../../src/knowledge/controllers.ts";
import { annotationFact, everySetting, type SettingFact } from "../../src/knowledge/settings.ts";
import { annotationConsequence } from "../../src/model/settings/annotation-consequence.ts";
import { checkAnnotation } from "../../src/model/settings/annotation-values.ts";

const context = { services: new Set(["checkout"]) };
const products: readonly ControllerProduct[] = ["ingress-nginx", "f5-nic"];

/** Annotations whose values nothing refuses, or not in every release, and why. */
const notJudged: Readonly<Record<string, string>> = {
  "ingress-nginx auth-snippet": "nginx configuration",
  "ingress-nginx configuration-snippet": "nginx configuration",
  "ingress-nginx modsecurity-snippet": "ModSecurity configuration",
  "ingress-nginx server-snippet": "nginx configuration",
  "ingress-nginx stream-snippet": "nginx configuration",
  "f5-nic custom-http-errors": "no release reads it yet",
  "f5-nic limit-req-key": "checked since 5.5.0 only",
  "f5-nic location-snippets": "nginx configuration",
  "f5-nic server-snippets": "nginx configuration",
  "f5-nic ssl-ciphers": "printed as it is",
};

/** One of them is right for every annotation. */
const sound = [
  ..."true|on|10|8k|4 8k|60s|10r/s|/cart|https://shop.example.com/cart|shop/checkout|checkout|10.0.0.0/8".split(
    "|",
  ),
  ..."GET|X-Frame-Options|X-Frame-Options: DENY|404,503|CN=checkout|serviceName=checkout rewrite=/".split(
    "|",
  ),
  ..."serviceName=checkout srv_id expires=1h|$remote_addr|master|round_robin|error timeout|TLSv1.2".split(
    "|",
  ),
  ..."any|exact|301|warn|cookie|stderr".split("|"),
];

/** One of them is wrong for every annotation. */
const wrong = ["maybe", "#;", "8MB", "a b;", "\n", "", "shop/errors", "CN", '"$x"'];

function judged(product: ControllerProduct): readonly SettingFact[] {
  return everySetting(product, "annotation").filter(
    (it) => it.type !== "removed" && notJudged[`${product} ${it.name}`] === undefined,
  );
}

describe.each(products)("annotations of %s", (product) => {
  test.each(judged(product).map((it) => it.name))("%s: one value is accepted, one refused", (name) => {
    const fact = annotationFact(product, name)!;
    const values = [...(Array.isArray(fact.allowed) ? fact.allowed.map(String) : []), ...sound];
    expect(values.map((it) => checkAnnotation(fact, it, context).state)).toContain("accepted");
    expect(wrong.map((it) => checkAnnotation(fact, it, context).state)).toContain("refused");
  });

  test("the rest is never refused", () => {
    const rest = everySetting(product, "annotation").filter(
      (it) => it.type !== "removed" && notJudged[`${product} ${it.name}`] !== undefined,
    );
    for (const fact of rest)
      for (const value of [...sound, ...wrong])
        expect([fact.name, checkAnnotation(fact, value, context).state]).not.toContain("refused");
  });

  test("what is suggested is accepted", () => {
    const slips = [
      "60s",
      "1m",
      "on",
      "off",
      "True ",
      "8MB",
      "1 GB",
      "10r/s",
      "20r/m",
      "GET,",
      "get",
      "Error,timeout",
    ];
    for (const fact of judged(product)) {
      for (const value of [
        ...slips,
        ...wrong,
        ...sound.map((it) => ` ${it},`),
        ...sound.map((it) => it.toUpperCase()),
      ]) {
        const verdict = checkAnnotation(fact, value, context);
        if (verdict.state !== "refused" || verdict.suggestion === undefined) continue;
        const suggested = checkAnnotation(fact, verdict.suggestion, context).state;
        expect([fact.name, value, verdict.suggestion, suggested]).toEqual([
          fact.name,
          value,
          verdict.suggestion,
          "accepted",
        ]);
      }
    }
  });

  test("a long value is judged in no time", () => {
    const long = [
      `${"a".repeat(5000)}\u0001`,
      `${"a,".repeat(4000)};`,
      `${"GET, ".repeat(1500)}*`,
      "-".repeat(9000),
    ];
    const started = performance.now();
    for (const fact of judged(product)) for (const value of long) checkAnnotation(fact, value, context);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

/** What the controller's validator says, by its own expression. */
function passesValidator(fact: SettingFact, value: string): boolean {
  const expression = new RegExp(fact.pattern!, fact.patternFlags ?? "");
  if (fact.noLineBreaks && /[\r\n]/.test(value)) return false;
  if (fact.patternOn === "items") return value.split(",").every((it) => expression.test(it.trim()));
  return expression.test(
    fact.patternOn === "compact"
      ? value.replaceAll(" ", "")
      : fact.patternOn === "trimmed"
        ? value.trim()
        : value,
  );
}

/** Seeded, so that a failure can be repeated (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test("random values: nothing is refused that ingress-nginx's own expression lets through", () => {
  const random = randomOf(7);
  const pieces = [
    "a",
    "Z",
    "9",
    "-",
    ".",
    "/",
    ":",
    "://",
    "*.",
    "*",
    ",",
    ", ",
    " ",
    "$",
    "null",
    "@STRENGTH",
    "GET",
    "k",
    "#",
    "\n",
  ];
  const facts = everySetting("ingress-nginx", "annotation").filter(
    (it) => it.pattern !== undefined && it.type !== "snippet",
  );
  let accepted = 0;
  let refused = 0;
  for (const fact of facts) {
    for (let round = 0; round < 150; round += 1) {
      let value = "";
      const length = 1 + Math.floor(random() * 6);
      for (let at = 0; at < length; at += 1) value += pieces[Math.floor(random() * pieces.length)];
      const { state } = checkAnnotation(fact, value, context);
      if (state === "refused") {
        refused += 1;
        expect([fact.name, value, passesValidator(fact, value)]).toEqual([fact.name, value, false]);
      } else if (state === "accepted" && fact.name !== "cors-allow-origin") {
        accepted += 1;
        expect([fact.name, value, passesValidator(fact, value)]).toEqual([fact.name, value, true]);
      }
    }
  }
  expect(Math.min(accepted, refused)).toBeGreaterThan(1000);
});

describe("what the controller does with a bad value", () => {
  const refusal = (by: "controller" | "validation") =>
    ({ state: "refused", by, reason: "is wrong", expected: "another" }) as const;
  const says = (
    name: string,
    by: "controller" | "validation",
    version: string | undefined,
    validates: boolean | undefined,
  ) =>
    annotationConsequence(annotationFact("ingress-nginx", name)!, refusal(by), {
      product: "ingress-nginx",
      version,
      validates,
    });

  test("each class has its own sentence", () => {
    const ofClass = ["limit-rps", "auth-method", "auth-cache-duration", "proxy-read-timeout"];
    const sentences = ofClass.map((name) => says(name, "controller", "1.12.1", true));
    expect(sentences).not.toContain(undefined);
    expect(new Set(sentences).size).toBe(ofClass.length);
  });

  test("an unknown release is spoken of only where all releases refuse the value", () => {
    expect(says("permanent-redirect", "validation", undefined, undefined)).toBeUndefined();
    expect(says("load-balance", "validation", undefined, undefined)).toBeUndefined();
    expect(says("proxy-buffering", "validation", undefined, undefined)).toMatch(/^since 1\.12\.0 /);
    expect(says("limit-rps", "controller", undefined, undefined)).toMatch(/^ignores it; since 1\.12\.0 /);
  });

  test("without checks, what nginx gets is another rule's", () => {
    expect(says("proxy-buffering", "validation", "1.11.5", false)).toBeUndefined();
    expect(says("proxy-body-size", "validation", "1.11.5", false)).toMatch(/1m holds$/);
    expect(says("proxy-read-timeout", "controller", "1.11.5", false)).toMatch(
      /'proxy-read-timeout' \(60 by default\)/,
    );
  });
});
