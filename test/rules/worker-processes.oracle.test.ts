import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { nginxAvailable, withNginx } from "../nginx-oracle.ts";

const online = Number(spawnSync("getconf", ["_NPROCESSORS_ONLN"], { encoding: "utf8" }).stdout);
const canPin = spawnSync("taskset", ["-c", "0", "true"]).status === 0;
const suite = nginxAvailable && canPin && online > 1 ? describe : describe.skip;

const directory = mkdtempSync(join(tmpdir(), "nginx-workers-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Processes whose parent is `pid`. */
function childrenOf(pid: number): number {
  return readdirSync("/proc").filter((it) => {
    if (!/^\d+$/.test(it)) return false;
    try {
      const stat = readFileSync(`/proc/${it}/stat`, "utf8");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid;
    } catch {
      return false; // it ended meanwhile
    }
  }).length;
}

/** Starts nginx with a command before it, and counts the workers once their number stands still. */
async function workersOf(workers: string, ...before: readonly string[]): Promise<number> {
  const file = join(directory, "nginx.conf");
  writeFileSync(file, `worker_processes ${workers};\ndaemon off;\npid nginx.pid;\nevents {}\n`);
  const command = [...before, "nginx", "-p", directory, "-c", file, "-e", "stderr"];
  const nginx = spawn(command[0]!, command.slice(1), { stdio: "ignore" });
  const ended = new Promise((resolve) => nginx.once("exit", resolve));
  try {
    let count = 0;
    for (let same = 0, turn = 0; same < 4 && turn < 100; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      const now = childrenOf(nginx.pid!);
      same = now > 0 && now === count ? same + 1 : 0;
      count = now;
    }
    return count;
  } finally {
    nginx.kill("SIGTERM");
    await ended;
  }
}

const name = "worker-processes-cpu-limit against the real nginx";
suite(canPin && online > 1 ? withNginx(name) : `${name} (skipped: no second CPU to be kept from)`, () => {
  test("'auto' starts one worker per CPU of the machine", async () => {
    expect(await workersOf("auto")).toBe(online);
  });

  test("'auto' counts the machine's CPUs also where it may use one of them only; a number is taken as it is", async () => {
    // With musl (Alpine's images) the C library counts by affinity: the page of the rule says so.
    const isGlibc = execFileSync("getconf", ["GNU_LIBC_VERSION"], { encoding: "utf8" }).startsWith("glibc");
    expect(
      Number(execFileSync("taskset", ["-c", "0", "getconf", "_NPROCESSORS_ONLN"], { encoding: "utf8" })),
    ).toBe(isGlibc ? online : 1);
    expect(await workersOf("auto", "taskset", "-c", "0")).toBe(isGlibc ? online : 1);
    expect(await workersOf("1", "taskset", "-c", "0")).toBe(1);
  });
});
