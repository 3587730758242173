import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { loadConfig } from "../../src/cli/config-file.ts";
import type { Rule } from "../../src/engine/rule.ts";
import { makeTree } from "../inputs/tree.ts";

const rules = [
  { id: "listen-backlog" },
  {
    id: "prestop-sleep",
    options: {
      minimumSeconds: { type: "integer", default: 5, minimum: 1, description: "Shortest sleep." },
      images: { type: "string[]", default: [], description: "Images that drain by themselves." },
    },
  },
] as unknown as Rule[];

async function load(text: string, name = ".ingress-lint.yaml", named?: string | false) {
  const { root, remove } = makeTree({ [name]: text });
  try {
    return (await loadConfig(named, root, rules)).config;
  } finally {
    remove();
  }
}

async function complaintAbout(text: string, name?: string): Promise<string> {
  try {
    await load(text, name);
  } catch (error) {
    return (error as Error).message.replace(/^the configuration is not valid\n {2}/, "");
  }
  return "nothing";
}

describe("a configuration", () => {
  test("with every key is read", async () => {
    const config = await load(`
extends: [strict, all]
rules:
  listen-backlog: off
  prestop-sleep: [warning, { minimumSeconds: 10, images: [envoy] }]
assume: { controllerVersion: "1.12.1", nginxVersion: "1.27.1", somaxconn: 4096, pageSize: 4096, now: 2026-01-31 }
backends:
  - match: { kind: Deployment, namespace: shop, name: checkout }
    keepaliveTimeoutSeconds: 5
failOn: warning
ignore: [legacy/]
includePrefixes: { /etc/nginx: conf }
maxFileSize: 20MB
`);
    expect(config).toEqual({
      extends: ["strict", "all"],
      rules: {
        "listen-backlog": "off",
        "prestop-sleep": ["warning", { minimumSeconds: 10, images: ["envoy"] }],
      },
      assume: {
        controllerVersion: "1.12.1",
        nginxVersion: "1.27.1",
        somaxconn: 4096,
        pageSize: 4096,
        now: "2026-01-31",
      },
      backends: [
        { match: { kind: "Deployment", namespace: "shop", name: "checkout" }, keepaliveTimeoutSeconds: 5 },
      ],
      failOn: "warning",
      ignore: ["legacy/"],
      includePrefixes: { "/etc/nginx": "conf" },
      maxFileSize: "20MB",
    });
  });

  test("may be JSON, empty, or hold comments alone", async () => {
    expect(await load('{\n\t"failOn": "never"\n}', ".ingress-lint.json")).toEqual({ failOn: "never" });
    expect(await load("")).toEqual({});
    expect(await load("# nothing yet\n---\n", ".ingress-lint.yml")).toEqual({});
  });

  test("'off' is off in every spelling of YAML", async () => {
    const { rules: settings } = await load("rules: { listen-backlog: off, prestop-sleep: ['off', {}] }");
    expect(settings).toEqual({ "listen-backlog": "off", "prestop-sleep": ["off", {}] });
  });

  test("is the nearest upwards, unless one is named or none wanted", async () => {
    const { root, remove } = makeTree({
      ".ingress-lint.yaml": "failOn: info",
      "a/b/x": "",
      "a/.ingress-lint.yml": "failOn: warning",
      "other.yaml": "failOn: never",
    });
    const from = (cwd: string, named?: string | false) => loadConfig(named, join(root, cwd), rules);
    expect((await from("a/b")).config.failOn).toBe("warning");
    expect((await from("a/b")).directory).toBe(join(root, "a"));
    expect((await from(".")).config.failOn).toBe("info");
    expect((await from("a", "../other.yaml")).config.failOn).toBe("never");
    expect((await from("a", false)).config).toEqual({});
    remove();
  });
});

describe("a fault is told with its place and the way out", () => {
  test.each([
    ["preset: strict", ".ingress-lint.yaml:1:1: unknown key 'preset'; did you mean 'extends'?"],
    [
      "a: 1\nextends: strict",
      /^\.ingress-lint\.yaml:1:1: unknown key 'a'; expected one of 'extends', 'rules', /,
    ],
    [
      "assume:\n  somaxcon: 1",
      ".ingress-lint.yaml:2:3: unknown key 'somaxcon' in 'assume'; did you mean 'somaxconn'?",
    ],
    [
      "extends: every",
      /:1:10: 'extends' is 'every'; expected recommended, strict, security, resilience or all$/,
    ],
    ["extends: []", /:1:10: 'extends' is an empty list/],
    ["extends: { a: 1 }", /:1:10: 'extends' is a mapping; expected a string or a list/],
    ["assume: { kernel: 5.10 }", /:1:19: 'assume.kernel' is 5.1; expected a string \(put it in quotes\)/],
    ["assume: { kernel: new }", /:1:19: 'assume.kernel' is 'new'; expected a release such as '5.15'/],
    ["assume: { loadBalancer: aws }", /'assume.loadBalancer' is 'aws'; expected aws-nlb, /],
    ["overrides:\n  - files: a\n    rules: {}", /:2:12: 'overrides\[0\].files' is 'a'; expected a list/],
    [
      "exemptions:\n  - { rules: listen-backlog, files: [a], reason: b, until: soon }",
      /'exemptions\[0\].until' is 'soon'; expected a date/,
    ],
    ["failOn: warn", /:1:9: 'failOn' is 'warn'; expected warning, info, error or never/],
    [
      "rules:\n  listen-backlgo: off",
      ".ingress-lint.yaml:2:3: unknown rule 'listen-backlgo'; did you mean 'listen-backlog'?",
    ],
    ["rules:\n  nothing-alike: off", /:2:3: unknown rule 'nothing-alike'; 'ingress-lint rules' lists them/],
    [
      "rules:\n  listen-backlog: high",
      /:2:19: 'rules.listen-backlog' is 'high'; expected off, info, warning, error, or \[/,
    ],
    ["rules:\n  listen-backlog: [error, 3]", /:2:19: 'rules.listen-backlog' is a list; expected off/],
    ["rules: [listen-backlog]", /:1:8: 'rules' is a list; expected a mapping/],
    [
      "rules:\n  prestop-sleep: [error, { delay: 3 }]",
      /:2:28: rule 'prestop-sleep' has no option 'delay'; it has 'minimumSeconds', 'images'/,
    ],
    [
      "rules:\n  prestop-sleep: [error, { minimumSeconds: 0 }]",
      /:2:44: option 'minimumSeconds' of rule 'prestop-sleep' is not an integer of at least 1/,
    ],
    ["rules:\n  prestop-sleep: [error, { images: envoy }]", /is not a list of strings/],
    ["rules:\n  listen-backlog: [error, { x: 1 }]", /rule 'listen-backlog' has no option 'x'; it has none/],
    [
      "assume:\n  controllerVersion: 1.10",
      /:2:22: 'assume.controllerVersion' is 1.1; expected a string \(put it in quotes\)/,
    ],
    ["assume:\n  somaxconn: 0", /:2:14: 'assume.somaxconn' is 0; expected at least 1/],
    [
      "backends:\n  - match: {}\n    keepaliveTimeoutSeconds: 5",
      /:2:12: 'backends\[0\].match' has no 'name'/,
    ],
    ["backends:\n  - match: { name: a }", /:2:5: 'backends\[0\]' has no 'keepaliveTimeoutSeconds'/],
    ["maxFileSize: big", /:1:14: 'maxFileSize' is 'big'; expected a size such as '10MB'/],
    ["assume: { now: 2026-02-30 }", /:1:16: 'assume.now' is '2026-02-30'; expected a date such as/],
    ["assume: { now: today }", /:1:16: 'assume.now' is 'today'; expected a date such as/],
    ["maxFileSize: []", /:1:14: 'maxFileSize' is a list; expected a size such as '10MB'/],
    ["ignore: ['']", /:1:10: 'ignore\[0\]' is empty/],
    ["- a", /:1:1: The configuration is a list; expected a mapping/],
    ["preset: strict\npreset: strict", /:2:1: key 'preset' is written twice/],
    ["preset: strict\n---\npreset: strict", /:3:1: a configuration is one YAML document/],
    ["preset: [", /^\.ingress-lint\.yaml:\d+:\d+: /],
  ])("%j", async (text, message) => {
    const complaint = await complaintAbout(text);
    if (typeof message === "string") expect(complaint).toBe(message);
    else expect(complaint).toMatch(message);
  });

  test("all faults at once", async () => {
    expect((await complaintAbout("presett: strict\nfailOn: 3\n")).split("\n")).toHaveLength(2);
  });

  test("a file that is not there, or is no text", async () => {
    await expect(loadConfig("missing.yaml", "/", rules)).rejects.toThrow(
      "configuration 'missing.yaml' could not be read: no such file or directory (/missing.yaml)",
    );
    await expect(loadConfig("/dev/null", "/", rules)).rejects.toThrow(
      "configuration '/dev/null' was not read: device",
    );
  });

  test("two in one directory", async () => {
    const { root, remove } = makeTree({ ".ingress-lint.yaml": "", ".ingress-lint.json": "{}" });
    await expect(loadConfig(undefined, root, rules)).rejects.toThrow(
      /holds \.ingress-lint\.yaml and \.ingress-lint\.json/,
    );
    remove();
  });

  test("a bomb or a deep nest is an error like any other", async () => {
    const bomb = Array.from(
      { length: 30 },
      (_, at) => `k${at}: &a${at} [${at === 0 ? "x" : `*a${at - 1}, *a${at - 1}`}]`,
    );
    expect(await complaintAbout(bomb.join("\n"))).toMatch(/^\.ingress-lint\.yaml:\d+/);
    expect(await complaintAbout(`rules: ${"[".repeat(10_000)}`)).toMatch(/^\.ingress-lint\.yaml:\d+/);
  });
});
