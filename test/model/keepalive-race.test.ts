import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { nginxAvailable, withNginx } from "../nginx-oracle.ts";

const CLIENTS = 16;
const LOAD_MS = 800;

const running: ChildProcess[] = [];
let directory: string | undefined;

afterEach(async () => {
  await Promise.all(
    running.splice(0).map((it) => {
      const ended = new Promise((resolve) => it.once("exit", resolve));
      it.kill("SIGTERM");
      return ended;
    }),
  );
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  directory = undefined;
});

/**
 * A Node server in a process of its own, which works two milliseconds for each request as applications do: what arrives meanwhile waits in the socket, and
 * idle timers that ran out come first. The idle clock is its own, because versions of Node add a second to theirs.
 */
const backend = `
const idle = Number(process.argv[1]);
const server = require("node:http").createServer((request, response) => {
  const { socket } = request;
  clearTimeout(socket.idleTimer);
  for (const until = performance.now() + 2; performance.now() < until; );
  response.end("ok", () => { socket.idleTimer = setTimeout(() => socket.destroy(), idle); });
});
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A backend that closes idle connections after `idleMs`, behind an nginx that reuses them for up to `reuseMs`; the port of nginx. */
async function start(idleMs: number, reuseMs: number): Promise<number> {
  const server = spawn(process.execPath, ["-e", backend, String(idleMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(server);
  const backendPort = await new Promise<number>((resolve) =>
    server.stdout!.once("data", (line) => resolve(Number(line))),
  );
  const port = await freePort();
  directory = mkdtempSync(join(tmpdir(), "keepalive-race-"));
  for (const it of ["body", "proxy", "fastcgi", "uwsgi", "scgi"]) mkdirSync(join(directory, it));
  writeFileSync(
    join(directory, "nginx.conf"),
    `daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
events {}
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  upstream checkout { server 127.0.0.1:${backendPort}; keepalive ${CLIENTS}; keepalive_timeout ${reuseMs}ms; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://checkout; }
  }
}`,
  );
  running.push(spawn("nginx", ["-p", directory, "-c", join(directory, "nginx.conf")], { stdio: "ignore" }));
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await statusOf(port)) !== 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return port;
}

/** Status of a POST, which nginx does not send a second time; 0 where there is no answer. */
function statusOf(port: number, agent?: Agent): Promise<number> {
  const options = { host: "127.0.0.1", port, method: "POST", ...(agent === undefined ? {} : { agent }) };
  return new Promise((resolve) => {
    request(options, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
    })
      .once("error", () => resolve(0))
      .end("order");
  });
}

/** Number of responses by status under clients that each ask again just when the backend's idle time is over. */
async function load(port: number, pauseMs: number): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const until = Date.now() + LOAD_MS;
  const client = async (at: number): Promise<void> => {
    while (Date.now() < until) {
      const status = await statusOf(port, agent);
      counts.set(status, (counts.get(status) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, pauseMs + ((at * 7) % 5) - 2));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, at) => client(at)));
  agent.destroy();
  return counts;
}

describe(withNginx("the keepalive race, with the real nginx"), () => {
  const run = nginxAvailable ? test : test.skip;

  run("a backend that closes before nginx stops reusing answers some requests with 502", async () => {
    const port = await start(25, 60_000);
    const counts = await load(port, 25);
    expect(counts.get(200) ?? 0).toBeGreaterThan(0);
    expect(counts.get(502) ?? 0).toBeGreaterThan(0);
  });

  run("with the order mended there is none", async () => {
    const port = await start(60_000, 25);
    const counts = await load(port, 25);
    expect([...counts.keys()]).toEqual([200]);
  });
});
