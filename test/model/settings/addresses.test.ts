import { isIPv4, isIPv6 } from "node:net";
import { expect, test } from "@jest/globals";
import { isAddress, isCidr } from "../../../src/model/settings/addresses.ts";

test.each([
  "10.0.0.1",
  "255.255.255.255",
  "256.0.0.1",
  "10.0.0",
  "10.0.0.1.",
  "010.0.0.1",
  "::",
  "::1",
  "2001:db8::1",
  "2001:db8:0:0:0:0:0:1",
  "2001:db8:0:0:0:0:0:0:1",
  "1::2::3",
  ":1",
  "1:",
  "::ffff:10.0.0.1",
  "::10.0.0",
  "fe80::g",
  "12345::",
  "1:2:3:4:5:6:7::",
  "1:2:3:4:5:6:7:8::",
  "",
  "example.com",
])("%j is an address where Node says so", (text) => {
  expect(isAddress(text)).toBe(isIPv4(text) || isIPv6(text));
});

test.each([
  ["10.0.0.0/8", true],
  ["10.0.0.1/8", true],
  ["10.0.0.0/33", false],
  ["2001:db8::/32", true],
  ["2001:db8::/129", false],
  ["10.0.0.0", false],
  ["10.0.0.0/", false],
  ["10.0.0.0/8/9", false],
])("isCidr(%j) is %j", (text, value) => expect(isCidr(text)).toBe(value));
