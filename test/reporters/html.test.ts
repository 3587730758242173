import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { renderHtml } from "../../src/reporters/html.ts";
import { context, sample } from "./sample.ts";

const page = renderHtml(sample, context);
const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe("the HTML report", () => {
  test("may run its own script and style, and nothing else", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
    const style = /<style>(.*?)<\/style>/s.exec(page)![1]!;
    const script = /<script>(.*?)<\/script>/s.exec(page)![1]!;
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`,
    );
    expect(page.match(/<script|<style/g)).toHaveLength(2);
  });

  test("asks for nothing from elsewhere", () => {
    expect(page).not.toMatch(/<(?:link|img|iframe|object|embed|base)\b|\bsrc=|@import|url\(/);
    expect(page).not.toMatch(/ (?:style|on[a-z]+)="/);
    for (const [, target] of page.matchAll(/href="([^"]*)"/g)) expect(target).toMatch(/^https:\/\//);
  });

  test("its elements are closed in the order in which they were opened", () => {
    const open: string[] = [];
    const body = page.replace(/<(style|script)>.*?<\/\1>/gs, "");
    for (const [, slash, name] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (["meta", "input"].includes(name!)) continue;
      if (slash === "") open.push(name!);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  test("shows every present finding once, and the others among those that fail no run", () => {
    const present = sample.results.filter((it) => it.baselineState !== "absent");
    expect(page.match(/<article /g)).toHaveLength(present.length);
    expect(page).toContain("1 finding that fails no run");
    expect(page).not.toContain("s3cret-of-the-plan");
  });
});
