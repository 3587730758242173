import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { defaultOptions } from "../../src/engine/config.ts";
import { nginxAvailable, withNginx } from "../nginx-oracle.ts";
import { lintFolder } from "../support/lint-folder.ts";

const somaxconn = "/proc/sys/net/core/somaxconn";
// A network namespace of its own, as a pod has: its limit can be set without touching the machine.
const canIsolate =
  spawnSync("unshare", ["-n", "sh", "-c", `ip link set lo up && echo 128 > ${somaxconn}`]).status === 0 &&
  spawnSync("ss", ["-ltn"]).status === 0;
const suite = nginxAvailable && canIsolate ? describe : describe.skip;

const directory = mkdtempSync(join(tmpdir(), "nginx-backlog-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const server = (listen: string) => `  server { listen ${listen}; return 204; }\n`;
const configuration = `daemon off;
pid nginx.pid;
events {}
http {
  access_log off;
${server("127.0.0.1:8081 backlog=1000")}${server("127.0.0.1:8082 backlog=300")}${server("127.0.0.1:8083")}}
`;

/** Length of the accept queue of each port (`Send-Q` of `ss -ltn`) where somaxconn is as given. */
function queuesAt(limit: number): Record<string, number> {
  const script = `ip link set lo up && echo ${limit} > ${somaxconn}
    nginx -p "$0" -c "$0/nginx.conf" -e stderr & pid=$!
    for turn in $(seq 40); do [ "$(ss -ltn | grep -c 127.0.0.1:808)" = 3 ] && break; sleep 0.025; done
    ss -ltn; kill $pid; wait $pid`;
  const { stdout } = spawnSync("unshare", ["-n", "sh", "-c", script, directory], { encoding: "utf8" });
  const rows = [...stdout.matchAll(/^LISTEN +\d+ +(\d+) +127\.0\.0\.1:(\d+)/gm)];
  return Object.fromEntries(rows.map(([, length, port]) => [port!, Number(length)]));
}

/** What the linter says about the same configuration where somaxconn is as given. */
async function messagesAt(limit: number): Promise<readonly string[]> {
  const folder = join(directory, `lint-${limit}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "nginx.conf"), configuration);
  const assume = { ...defaultOptions.assume, somaxconn: limit };
  const { results } = await lintFolder(folder, { assume });
  return results.filter((it) => it.ruleId === "listen-backlog").map((it) => it.message);
}

const name = "listen-backlog against the queues of the real nginx";
suite(canIsolate ? withNginx(name) : `${name} (skipped: no network namespace can be made)`, () => {
  writeFileSync(join(directory, "nginx.conf"), configuration);

  test("the kernel cuts each backlog to somaxconn, and the linter says to what", async () => {
    expect(queuesAt(200)).toEqual({ 8081: 200, 8082: 200, 8083: 200 });
    expect(await messagesAt(200)).toEqual([
      "Backlog 1000 of socket '127.0.0.1:8081' is cut to 200: net.core.somaxconn is 200 (assumed for this run).",
      "Backlog 300 of socket '127.0.0.1:8082' is cut to 200: net.core.somaxconn is 200 (assumed for this run).",
    ]);
  });

  test("within somaxconn a backlog stays, and nginx asks for 511 where none is written", async () => {
    expect(queuesAt(4096)).toEqual({ 8081: 1000, 8082: 300, 8083: 511 });
    expect(await messagesAt(4096)).toEqual([]);
  });

  test("between both the larger one is cut", async () => {
    expect(queuesAt(512)).toEqual({ 8081: 512, 8082: 300, 8083: 511 });
    expect(await messagesAt(512)).toEqual([
      "Backlog 1000 of socket '127.0.0.1:8081' is cut to 512: net.core.somaxconn is 512 (assumed for this run).",
    ]);
  });
});
