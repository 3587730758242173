import { describe, expect, test } from "@jest/globals";
import { requestPath, selectLocation } from "../../src/model/location-selection.ts";
import { rootScope, type Scope } from "../../src/model/nginx-scope.ts";
import { listenerFor, listenersOf, selectServer } from "../../src/model/server-selection.ts";
import { type LivePlace, livePreamble, startNginx } from "../nginx-live.ts";
import { nginxAvailable, withNginx } from "../nginx-oracle.ts";
import { pick, randomFrom } from "../rules/random-buffers.ts";
import { projectOf } from "../support/project-of.ts";
import { LocationIds, randomHost, randomServers, randomTarget } from "./random-servers.ts";

const suite = nginxAvailable ? describe : describe.skip;
const LISTENERS = 40;
const REQUESTS_EACH = 15;

const addresses = ["127.0.0.1", "127.0.0.2", "127.0.0.3"];

/** Which server and which location answered: `s3 l7`, or `s3 -` where no location did. */
function answerOf(response: string): string {
  const server = /^X-Server: (\S+)\r$/m.exec(response)?.[1] ?? "?";
  const body = response.slice(response.indexOf("\r\n\r\n") + 4);
  return `${server} ${/^l\d+$/.test(body) ? body : "-"}`;
}

function idOf(scope: Scope | undefined, directive: string): string {
  return scope?.own(directive)[0]?.args[1]?.value ?? "-";
}

suite(withNginx("server and location of a request, against nginx"), () => {
  test("are the ones that answer", async () => {
    const random = randomFrom(20_261_126);
    const ids = new LocationIds();
    let text = "";
    let place: LivePlace | undefined;
    const nginx = await startNginx((where) => {
      place = where;
      const servers: string[] = [];
      const add = (listens: readonly string[]) =>
        servers.push(...randomServers(random, ids, listens, servers.length));
      for (let at = 0; at < LISTENERS; at += 1) add([`unix:${where.directory}/${at}.sock`]);
      // Several addresses of one port; those of the third fall to the one without an address.
      add([`127.0.0.1:${where.port}`, `*:${where.port}`, `127.0.0.2:${where.port}`]);
      servers.push(
        `server { listen unix:${where.directory}/ready.sock; listen *:${where.port}; add_header X-Server ready always; }`,
      );
      text = `${livePreamble()} root empty;\n${servers.join("")}}\n`;
      return text;
    });
    try {
      const project = await projectOf({ "nginx.conf": text });
      const http = rootScope(project.nginxConfigs[0]!).children.find((it) => it.context === "http")!;
      const listeners = listenersOf(http.children);
      const { directory, port } = place!;
      const wanted: { request: string; model: string; real: Promise<string> }[] = [];
      for (let at = 0; at < LISTENERS + 5; at += 1) {
        const path = at < LISTENERS ? `${directory}/${at}.sock` : undefined;
        for (let turn = 0; turn < REQUESTS_EACH; turn += 1) {
          const host = randomHost(random);
          const target = randomTarget(random);
          const address = pick(random, addresses);
          const listener =
            path === undefined
              ? listenerFor(listeners, address, port)
              : listeners.find((it) => it.address === `unix:${path}`);
          const chosen = selectServer(listener!, host ?? "");
          const found = chosen && selectLocation(chosen.server, requestPath(target)!);
          const hostLine = host === undefined ? "" : `Host: ${host}\r\n`;
          const raw = `GET ${target} HTTP/1.0\r\n${hostLine}\r\n`;
          wanted.push({
            request: `${path ?? address} ${host ?? "(no host)"} ${target}`,
            model:
              chosen === undefined || found === undefined
                ? "unknown"
                : `${idOf(chosen.server, "add_header")} ${idOf(found.location, "return")}`,
            real: nginx.ask(path === undefined ? { host: address, port } : { path }, raw).then(answerOf),
          });
        }
      }
      const rows = await Promise.all(
        wanted.map(async ({ request, model, real }) => ({ request, model, real: await real })),
      );
      expect(rows.filter((it) => it.model !== it.real && it.model !== "unknown")).toEqual([]);
      // What the model cannot tell must stay the exception, and the draws must be worth something.
      expect(rows.filter((it) => it.model === "unknown").length).toBeLessThan(rows.length / 20);
      expect(rows.filter((it) => !it.model.endsWith(" -")).length).toBeGreaterThan(rows.length / 3);
      expect(new Set(rows.map((it) => it.real)).size).toBeGreaterThan(150);
    } finally {
      await nginx.stop();
    }
  });
});
