import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { Progress } from "../../src/cli/progress.ts";
import { Stats } from "../../src/cli/stats.ts";

/** `process.hrtime` without its `bigint`. */
const clock = process as unknown as { hrtime(): [seconds: number, nanoseconds: number] };
let now = 0;
beforeEach(() => {
  now = 1000;
  jest.spyOn(clock, "hrtime").mockImplementation(() => [Math.floor(now / 1000), (now % 1000) * 1e6]);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe("progress", () => {
  test("of a short run is not shown, and nothing is taken away", () => {
    let written = "";
    const progress = new Progress((text) => (written += text), 2);
    progress.observe("file", "a.yaml", 1);
    progress.clear();
    expect(written).toBe("");
  });

  test("of a long run is one line, drawn again ten times a second, and gone at the end", () => {
    let written = "";
    const progress = new Progress((text) => (written += text), 3);
    progress.observe("file", "a.yaml", 1);
    now += 800;
    progress.observe("file", "b.yaml", 1);
    now += 50;
    progress.observe("file", "c.yaml", 1);
    now += 60;
    progress.observe("rule", "image-tag", 1);
    progress.observe("rule", "image-tag", 1);
    progress.clear();
    progress.clear();
    expect(written).toBe("\r\u001b[Kreading: 2 of 3 files\r\u001b[Kjudging: 1 rule done\r\u001b[K");
  });
});

test("stats add up what is done several times, and show the slowest first", () => {
  const stats = new Stats();
  now += 5;
  stats.endOf("finding files");
  stats.observe("rule", "slow", 4);
  stats.observe("rule", "fast", 1);
  stats.observe("rule", "fast", 2.25);
  now += 7;
  stats.endOf("the rest");
  expect(stats.render()).toBe(`Time (ms)
        5.0  finding files
        7.0  the rest
       12.0  all
Slowest rules (ms)
        4.0  slow
        3.3  fast
`);
});
