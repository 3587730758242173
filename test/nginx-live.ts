import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type NetConnectOpts } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A running nginx that answers until `stop`. */
export interface LiveNginx {
  /** Sends a text over a new connection and gives all that comes back until nginx closes it. */
  ask(to: NetConnectOpts, request: string): Promise<string>;
  stop(): Promise<void>;
}

/** What a live configuration needs to know of where it runs. */
export interface LivePlace {
  /** A directory of its own, for Unix sockets; it holds an empty directory `empty`. */
  readonly directory: string;
  /** A TCP port that was free a moment ago. */
  readonly port: number;
}

/** Preamble of a configuration that runs in the foreground as one process, as root or not, and touches nothing outside its directory. */
export function livePreamble(): string {
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `daemon off; master_process off; pid nginx.pid; events { worker_connections 2048; }
http { access_log off; ${paths.map((it) => `${it}_temp_path ${it};`).join(" ")} server_names_hash_bucket_size 256;`;
}

/**
 * Starts the real nginx and waits until it listens on `<directory>/ready.sock`, which the configuration has to do. Throws what
 * nginx says when it ends instead; a port that somebody else took meanwhile is chosen anew.
 */
export async function startNginx(configuration: (place: LivePlace) => string): Promise<LiveNginx> {
  for (let tries = 2; ; tries -= 1) {
    try {
      return await start(configuration);
    } catch (error) {
      if (tries === 0 || !/Address already in use/.test(String(error))) throw error;
    }
  }
}

async function start(configuration: (place: LivePlace) => string): Promise<LiveNginx> {
  const directory = mkdtempSync(join(tmpdir(), "nginx-live-"));
  mkdirSync(join(directory, "empty"));
  const file = join(directory, "nginx.conf");
  writeFileSync(file, configuration({ directory, port: await freePort() }));
  const child = spawn("nginx", ["-p", directory, "-c", file, "-e", "stderr"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  let isUp = true;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      isUp = false;
      rmSync(directory, { recursive: true, force: true });
      resolve();
    });
  });
  const stop = (): Promise<void> => {
    child.kill("SIGTERM");
    return ended;
  };
  while (isUp) {
    const answers = await ask({ path: join(directory, "ready.sock") }, "GET / HTTP/1.0\r\n\r\n").then(
      () => true,
      () => false,
    );
    if (answers) return { ask, stop };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`nginx did not start: ${said}`);
}

function ask(to: NetConnectOpts, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(to, () => socket.write(request));
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      answer += text;
    });
    socket.once("end", () => resolve(answer));
    socket.once("error", reject);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
