import { describe, expect, test } from "@jest/globals";
import { configMapKey, flagFact } from "../../../src/knowledge/settings.ts";
import { consequenceOf } from "../../../src/model/settings/consequence.ts";
import { parseGoAtoi, parseGoDuration, parseGoFloat } from "../../../src/model/settings/go-values.ts";
import { checkSetting, type Verdict } from "../../../src/model/settings/value-types.ts";

function judge(key: string, value: string, version?: string): Verdict {
  return checkSetting(configMapKey("ingress-nginx", key)!, value, version);
}

describe("Go's parsers", () => {
  test.each([
    ["010", 10],
    ["+5", 5],
    ["-1", -1],
    ["1_000", undefined],
    [" 5", undefined],
    ["1.5", undefined],
  ])("strconv.Atoi(%j)", (text, value) => expect(parseGoAtoi(text)).toBe(value));

  test.each([
    ["5s", 5],
    ["1h30m", 5400],
    ["1.5s", 1.5],
    ["0", 0],
    ["-2m", -120],
    ["60", undefined],
    ["5 s", undefined],
    ["", undefined],
  ])("time.ParseDuration(%j)", (text, value) => expect(parseGoDuration(text)).toBe(value));

  test.each([
    ["0.5", 0.5],
    [".5", 0.5],
    ["1e3", 1000],
    ["half", undefined],
    ["", undefined],
  ])("strconv.ParseFloat(%j)", (text, value) => expect(parseGoFloat(text)).toBe(value));
});

describe("integers of ingress-nginx's ConfigMap", () => {
  test.each(["60", "0x3c", "0b11", "0o17", "1_000", "+5", ""])("%j is read", (value) => {
    expect(judge("keep-alive", value).state).toBe("accepted");
  });

  test.each(["60s", "1.5", "10k", "auto", " 60", "1__0", "0x", "-1"])("%j is not", (value) => {
    expect(judge("keep-alive", value).state).toBe("refused");
  });

  test("a leading zero makes it octal", () => {
    expect(judge("keep-alive", "010")).toMatchObject({ state: "misread", as: "8", suggestion: "10" });
    expect(judge("keep-alive", "07").state).toBe("accepted");
    expect(judge("keep-alive", "09").state).toBe("refused");
  });

  test.each([
    ["60s", "60"],
    ["1m", "60"],
    ["60 seconds", "60"],
    ["60.0", "60"],
    ["“60”", "60"],
    ["fast", undefined],
    ["500ms", undefined],
  ])("%j was meant to be %j", (value, suggestion) => {
    expect(judge("upstream-keepalive-timeout", value)).toMatchObject({ state: "refused", suggestion });
  });

  test("nginx's range is nginx's to enforce", () => {
    expect(judge("limit-req-status-code", "200")).toMatchObject({ state: "refused", by: "nginx" });
    expect(judge("upstream-keepalive-connections", "-1").state).toBe("accepted");
  });
});

test("the incident's value, in the words of its release", () => {
  const fact = configMapKey("ingress-nginx", "upstream-keepalive-timeout")!;
  const verdict = checkSetting(fact, "60s", "1.9.4");
  expect(verdict).toMatchObject({
    state: "refused",
    by: "controller",
    reason: "is no integer",
    suggestion: "60",
  });
  expect(consequenceOf(fact, verdict as never, "60s", "1.9.4")).toBe("keeps 60 and logs one line");
});

test("the default that stays is the release's own", () => {
  const fact = configMapKey("ingress-nginx", "keep-alive-requests")!;
  const consequence = (version: string | undefined) =>
    consequenceOf(fact, checkSetting(fact, "1k", version) as never, "1k", version);
  expect(consequence("1.5.1")).toBe("keeps 100 and logs one line");
  expect(consequence("1.12.1")).toBe("keeps 1000 and logs one line");
  expect(consequence(undefined)).toBe("keeps its default and logs one line");
});

test("each class of bad values has its own sentence", () => {
  const bad: Readonly<Record<string, string>> = {
    "keep-alive": "75s",
    "proxy-buffering": "true",
    "custom-http-errors": "404,all",
    "proxy-protocol-header-timeout": "60",
    "proxy-body-size": "8 MB",
    "load-balance": "least_conn",
    "otel-sampler": "Sometimes",
    "annotations-risk-level": "Hihg",
  };
  const sentences = Object.entries(bad).map(([key, value]) => {
    const fact = configMapKey("ingress-nginx", key)!;
    return consequenceOf(fact, checkSetting(fact, value) as never, value, "1.12.1");
  });
  expect(new Set(sentences).size).toBe(sentences.length);
});

describe("values that are left alone", () => {
  test.each([
    ["proxy-body-size", "${BODY_SIZE}"],
    ["proxy-buffer-size", "{{ .Values.size }}"],
    ["proxy-real-ip-cidr", "lb.example.com"],
    ["proxy-buffering", "On"],
    ["annotations-risk-level", "critical"],
    ["http-snippet", "anything at all"],
  ])("%s: %s", (key, value) => expect(judge(key, value).state).not.toBe("refused"));

  test("sizes of releases that did not check them", () => {
    expect(judge("proxy-body-size", "8 MB", "0.20.0").state).toBe("unjudged");
  });
});

describe("flags", () => {
  test.each([
    ["sync-period", "60", "refused"],
    ["sync-period", "10m", "accepted"],
    ["shutdown-grace-period", "10s", "refused"],
    ["shutdown-grace-period", "0x10", "accepted"],
    ["enable-metrics", "yes", "refused"],
    ["enable-metrics", "1", "accepted"],
    ["time-buckets", "0.1,1,10", "accepted"],
    ["time-buckets", "0.1,fast", "refused"],
    ["profiler-address", "localhost", "refused"],
    ["configmap", "anything", "unjudged"],
  ] as const)("--%s=%s is %s", (name, value, state) => {
    expect(checkSetting(flagFact("ingress-nginx", name)!, value).state).toBe(state);
  });
});
