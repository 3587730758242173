import { describe, expect, test } from "@jest/globals";
import { nginxAvailable, nginxTestAll, withNginx } from "../nginx-oracle.ts";
import { applyEdits } from "./apply-edits.ts";
import { configOf, symmetryOf } from "./check-nginx.ts";
import { randomBufferConfig, randomFrom } from "./random-buffers.ts";

const suite = nginxAvailable ? describe : describe.skip;
const COUNT = 600;
const TIMEOUT_MS = 60_000;

suite(withNginx("proxy-buffer-symmetry against nginx -t"), () => {
  const random = randomFrom(8829);
  const texts = Array.from({ length: COUNT }, () => randomBufferConfig(random));
  const findings = texts.map((it) => symmetryOf(configOf(it)));

  test(
    `agrees on ${COUNT} random configurations, with nginx's own reason first`,
    async () => {
      const verdicts = await nginxTestAll(texts);
      const differing = texts.flatMap((text, at) => {
        const ours = findings[at]![0]?.message ?? "accepted";
        const verdict = verdicts[at]!;
        const agrees = verdict.ok ? findings[at]!.length === 0 : ours.includes(`: ${verdict.message} (`);
        return agrees ? [] : [`${text}nginx: ${verdict.message || "accepted"}\nours:  ${ours}`];
      });
      expect(differing.slice(0, 3)).toEqual([]);
      const refused = verdicts.filter((it) => !it.ok).length;
      // The comparison means something only if both answers are common.
      expect(refused).toBeGreaterThan(COUNT / 4);
      expect(refused).toBeLessThan((COUNT * 3) / 4);
    },
    TIMEOUT_MS,
  );

  test(
    "what it fixes passes nginx -t",
    async () => {
      let fixes = 0;
      const fixed = texts.slice(0, COUNT / 3).flatMap((text) => {
        let current = text;
        for (let round = 0; round < 12; round += 1) {
          const found = symmetryOf(configOf(current));
          if (found.length === 0) break;
          const fix = found.find((it) => it.fix !== undefined)?.fix?.();
          if (fix === undefined) return [];
          fixes += 1;
          current = applyEdits(current, fix.edits);
        }
        return current === text ? [] : [current];
      });
      expect(fixes).toBeGreaterThan(COUNT / 6);
      const verdicts = await nginxTestAll(fixed);
      expect(fixed.filter((_, at) => !verdicts[at]!.ok).slice(0, 2)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
