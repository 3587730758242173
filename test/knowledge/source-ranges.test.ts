import { isIP } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { isAccessArgument, isIPv4, isIPv6, isSourceRange } from "../../src/knowledge/source-ranges.ts";
import { nginxAvailable, nginxTestAll, withNginx } from "../nginx-oracle.ts";

// Recorded from Go: net.ParseCIDR, else net.ParseIP.
const ranges = [
  "0.0.0.0/0",
  "10.0.0.0/08",
  "10.0.0.0/8",
  "10.0.0.1",
  "10.0.0.5/8",
  "2001:db8::/32",
  "::/0",
  "::1",
  "::ffff:1.2.3.4",
  "::ffff:10.0.0.0/104",
];
const others = [
  "",
  "010.0.0.1",
  "1.2.3.4:80",
  "10.0.*.*",
  "10.0.0.0 /8",
  "10.0.0.0/",
  "10.0.0.0/+8",
  "10.0.0.0/33",
  "10.0.0.0/8;",
  "10.0.0.1-10.0.0.9",
  "10.0.0.1/255.0.0.0",
  "10.0.0/8",
  "2001:db8::/129",
  "256.1.1.1",
  "[::1]",
  "all",
  "fe80::1%eth0",
  "office.example.com",
];

test.each(ranges)("Go reads %j", (text) => {
  expect(isSourceRange(text)).toBe(true);
});

test.each(others)("Go does not read %j", (text) => {
  expect(isSourceRange(text)).toBe(false);
});

(nginxAvailable ? describe : describe.skip)(withNginx("arguments of allow"), () => {
  test("agree with nginx", async () => {
    const items = [
      ...ranges,
      ...others,
      "unix:",
      "00000010.0.0.1",
      "10.0.0.1 10.0.0.2",
      "10.0.0.1/",
      "1.2.3.4.5",
      "10.0.0.0/32/1",
    ];
    const verdicts = await nginxTestAll(
      items.map(
        (it) => `events {}\nhttp { server { listen 8080; location / { allow ${it}; deny all; } } }\n`,
      ),
    );
    const differing = items.filter((it, at) => verdicts[at]!.ok !== isAccessArgument(it));
    expect(differing).toEqual([]);
  });
});

test("addresses are those that the runtime knows", () => {
  const texts = [
    ...[
      "1:2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7",
      "::",
      ":::",
      "1::",
      "::1",
      "1:2:3:4:5:6:7::",
      "1::2::3",
      "1:2:3:4:5:6:7::8",
      "12345::",
    ],
    ...[
      "::1.2.3.4",
      "1:2:3:4:5:6:1.2.3.4",
      "1:2:3:4:5:6:7:1.2.3.4",
      "1.2.3.4::",
      "::1.2.3",
      "g::",
      ":1",
      "1:",
      "a:b::c:D",
    ],
    ...[
      "0.0.0.0",
      "255.255.255.255",
      "256.0.0.0",
      "1.2.3",
      "1.2.3.4.",
      "1.2.3.4.5",
      "01.2.3.4",
      "1..2.3",
      "",
    ],
  ];
  for (const text of texts)
    expect([text, isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0]).toEqual([text, isIP(text)]);
});
