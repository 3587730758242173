import { describe, expect, test } from "@jest/globals";
import { coverageLine } from "../../src/reporters/coverage.ts";
import { clean, sample } from "./sample.ts";

describe("the coverage line", () => {
  test("says what was read, skipped and unknown", () => {
    expect(coverageLine({ ...sample.coverage, notes: [] })).toBe(
      "14 files, 37 resources and 3 nginx configurations read; 2 files skipped (1 Helm template, 1 over 10 MB); 3 values unknown.",
    );
  });

  test("says that nothing was skipped", () => {
    expect(coverageLine(clean.coverage)).toBe(
      "1 file, 0 resources and 1 nginx configuration read; nothing skipped.",
    );
  });

  test("groups reasons, the frequent ones first, and sums up the rest", () => {
    const reasons = [
      "binary",
      "Helm template",
      "Helm template",
      "unreadable",
      "symlink loop",
      "over 10 MB",
      "no kind",
    ];
    const skipped = reasons.map((reason, index) => ({ path: `file-${index}`, reason }));
    expect(coverageLine({ ...clean.coverage, skipped })).toContain(
      "7 files skipped (2 Helm template, 1 binary, 1 no kind, 1 over 10 MB, 2 for other reasons)",
    );
  });
});
