import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readRegularFile } from "../../src/inputs/read-file.ts";

describe.each([
  ["a file that is looked at", undefined],
  ["a file that its directory has told of", true],
])("%s", (_, isFile) => {
  let root: string;
  const read = (name: string, maxBytes: number) =>
    readRegularFile(join(root, name), {
      maxBytes,
      follow: false,
      ...(isFile === undefined ? {} : { isFile }),
    });

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "ingress-lint-"));
    writeFileSync(join(root, "empty"), "");
    writeFileSync(join(root, "small"), "kind: Pod\n");
    writeFileSync(join(root, "large"), "0123456789".repeat(100_000));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test("is read whole", () => {
    expect(read("empty", 10).bytes?.toString()).toBe("");
    expect(read("small", 10).bytes?.toString()).toBe("kind: Pod\n");
    expect(read("large", 1_000_000).bytes?.toString()).toBe("0123456789".repeat(100_000));
  });

  test("is not read where it is larger than allowed", () => {
    expect(read("small", 9)).toEqual({ reason: "over 9 bytes" });
    expect(read("large", 999_999).bytes).toBeUndefined();
  });

  test("is never waited for when it has become a pipe", () => {
    expect(spawnSync("mkfifo", [join(root, "pipe")]).status).toBe(0);
    const { bytes, reason } = read("pipe", 10);
    if (isFile === undefined) expect(reason).toBe("named pipe");
    else expect(bytes).toHaveLength(0);
  });
});
