import { spawnSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import rule from "../../rules/values/nginx-directive/rule.ts";
import { directiveFact, directiveNames } from "../../src/knowledge/nginx-directives.ts";
import { nginxAvailable, nginxTestAll, withNginx } from "../nginx-oracle.ts";
import { configOf, emptyProject, symmetryOf } from "./check-nginx.ts";
import {
  canBeInserted,
  hasDirective,
  type Mutation,
  mutate,
  readBuild,
} from "./nginx-directive-mutations.ts";
import { soundConfigs } from "./nginx-directive-sound.ts";
import { pick, randomFrom } from "./random-buffers.ts";

const suite = nginxAvailable ? describe : describe.skip;
const COUNT = 400;
const TIMEOUT_MS = 60_000;

/** Why verdicts may differ, by the kind of change and nginx's reason. */
const explained: readonly { readonly is: RegExp; readonly why: string }[] = [
  {
    is: /nginx says host not found/,
    why: "names: without its upstream block a name is looked up in the DNS where nginx runs, which no file tells",
  },
  {
    is: /nginx says no \w+_ssl_trusted_certificate for \w+_ssl_verify; the rule accepts/,
    why: "TLS to the backend: what a proxy_pass with variables leads to is not known, so nginx prepares for TLS",
  },
  {
    is: /nginx says open\(\)|nginx says cannot load|nginx says getpwnam|nginx says mkdir/,
    why: "host: files, users and directories of the machine",
  },
];

/** The first reason to refuse a text: of the parser, of the rule for buffers, of this rule. */
function verdictOf(text: string, version: string): string | undefined {
  const config = { ...configOf(text), nginxVersion: version };
  const syntax = config.trees.flatMap((it) => it.errors)[0];
  if (syntax !== undefined) return syntax.reason;
  const buffers = symmetryOf(config)[0];
  if (buffers !== undefined) return buffers.message;
  const options = { knownDirectives: [], nginxPlus: false };
  const refused = [...rule.check(config, { options, project: emptyProject, change: undefined })].find(
    (it) => it.severity === "error",
  );
  return refused?.message;
}

suite(withNginx("nginx-directive against nginx -t"), () => {
  const build = readBuild(spawnSync("nginx", ["-V"], { encoding: "utf8" }).stderr ?? "");
  const factsOf = (name: string) => directiveFact(name).filter((it) => hasDirective(build, it));
  const pool = directiveNames().flatMap(factsOf).filter(canBeInserted);

  test("accepts what the mutations begin with, as nginx does", async () => {
    const verdicts = await nginxTestAll(soundConfigs);
    expect(verdicts.map((it) => it.message)).toEqual(soundConfigs.map(() => ""));
    expect(soundConfigs.map((it) => verdictOf(it, build.version))).toEqual(soundConfigs.map(() => undefined));
  });

  test(
    `agrees on at least 97 % of ${COUNT} random mutations`,
    async () => {
      const random = randomFrom(1221);
      const mutations: Mutation[] = Array.from({ length: COUNT }, () =>
        mutate(random, pick(random, soundConfigs), factsOf, pool),
      );
      const verdicts = await nginxTestAll(mutations.map((it) => it.text));
      const differing = new Map<string, string[]>();
      let refused = 0;
      mutations.forEach(({ kind, text }, at) => {
        const { ok, message } = verdicts[at]!;
        const ours = verdictOf(text, build.version);
        if (!ok) refused += 1;
        if (ok === (ours === undefined)) return;
        const label = `${kind}: nginx ${ok ? "accepts" : `says ${message}`}; the rule ${ours === undefined ? "accepts" : `says ${ours}`}`;
        const reason = explained.find((it) => it.is.test(label))?.why ?? "NOT EXPLAINED";
        differing.set(reason, [...(differing.get(reason) ?? []), label]);
      });
      // The list is the point of this test: it says what the rule does not see.
      const count = [...differing.values()].reduce((sum, it) => sum + it.length, 0);
      const lines = [...differing].map(
        ([why, labels]) => `${labels.length} × ${why}\n    ${labels.join("\n    ")}`,
      );
      process.stderr.write(
        `${COUNT - count} of ${COUNT} verdicts agree (${refused} refused)\n  ${lines.join("\n  ")}\n`,
      );
      expect(differing.get("NOT EXPLAINED") ?? []).toEqual([]);
      expect(count).toBeLessThanOrEqual(COUNT * 0.03);
      expect(refused).toBeGreaterThan(COUNT / 3);
      expect(refused).toBeLessThan((COUNT * 9) / 10);
    },
    TIMEOUT_MS,
  );
});
