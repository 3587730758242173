import type { Directive } from "../../../parsers/nginx/directive.ts";
import { flatten } from "../../nginx-config.ts";
import type { Scope } from "../../nginx-scope.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { addressProblem } from "./address-problem.ts";
import { listenAddress } from "./listen-address.ts";
import { firstValue, flawAt, hasUnseen, hasVariables, isCertain, type Theme, type View } from "./view.ts";

/** What answers a connection; modules may bring more. */
const handlers: ReadonlySet<string> = new Set([
  "proxy_pass",
  "return",
  "pass",
  "js_access",
  "echo",
  "lua",
  "content_by_lua_block",
  "content_by_lua_file",
]);

function* checkServer(scope: Scope, view: View): Generator<DirectiveFlaw> {
  if (scope.block === undefined || hasUnseen(scope)) return;
  if (scope.own("listen").length === 0) {
    yield flawAt(
      scope.block,
      "stream-listen",
      'no "listen" is defined for server',
      "Add 'listen PORT;': stream has no default.",
    );
    return;
  }
  if (
    !view.isBefore("1.27.1") ||
    scope.directives.some((it) => handlers.has(it.name) || it.name.endsWith("_pass"))
  )
    return;
  yield flawAt(scope.block, "stream-handler", "no handler for server", "Add 'proxy_pass' or 'return'.");
}

function* checkPass(directive: Directive, scope: Scope, view: View): Generator<DirectiveFlaw> {
  const address = directive.args[0];
  if (address === undefined || hasVariables(address.value) || !scope.context.startsWith("stream")) return;
  const text = address.value;
  const problem = addressProblem(text, "backend");
  if (problem !== undefined) {
    const help = "Write 'HOST:PORT' without scheme and path: stream passes bytes on.";
    yield flawAt(address, "stream-address", `${problem} in upstream "${text}"`, help);
    return;
  }
  if (text.startsWith("unix:") || /:\d+(?:-\d+)?$/.test(text.replace(/^\[[^\]]*\]/, ""))) return;
  const isAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[^\]]*\])$/.test(text);
  const upstreams = view.scopes.some(
    (it) => it.context === "stream-upstream" && firstValue(it.block).toLowerCase() === text.toLowerCase(),
  );
  if (upstreams || !(isAddress || view.whole)) return;
  yield flawAt(
    address,
    "stream-port",
    `no port in upstream "${text}"`,
    "Add the port, or define an upstream of this name.",
  );
}

/** Ports whose protocol nginx's mail modules know. */
const mailPorts: ReadonlySet<string> = new Set(["143", "993", "110", "995", "25", "465", "587"]);

function* checkMail(view: View): Generator<DirectiveFlaw> {
  if (!view.whole) return;
  for (const mail of view.root.own("mail")) {
    const level = [...flatten(mail.block)];
    for (const server of level) {
      if (server.name !== "server" || server.block === undefined) continue;
      const own = [...flatten(server.block)];
      if (own.some((it) => it.name === "include")) continue;
      const listen = own.find((it) => it.name === "listen");
      if (listen === undefined) {
        yield flawAt(server, "mail-listen", 'no "listen" is defined for server', "Add 'listen PORT;'.");
        continue;
      }
      const both = [...level, ...own];
      const port = /(\d+)$/.exec(listenAddress(firstValue(listen), undefined)?.text ?? "")?.[1];
      if (
        !both.some((it) => it.name === "protocol") &&
        isCertain(listen) &&
        port !== undefined &&
        !mailPorts.has(port)
      ) {
        yield flawAt(
          listen,
          "mail-protocol",
          "unknown mail protocol for server",
          "Add 'protocol imap;', 'pop3' or 'smtp'.",
          {
            explanation: `Only the ports ${[...mailPorts].join(", ")} say what is spoken`,
          },
        );
      } else if (!both.some((it) => it.name === "auth_http")) {
        yield flawAt(
          server,
          "mail-auth",
          'no "auth_http" is defined for server',
          "Set 'auth_http' to the address that checks passwords.",
        );
      }
    }
  }
}

/** Servers of stream and mail. */
export const streamTheme: Theme = {
  stream: { proxy_pass: checkPass, pass: checkPass },
  levels: [{ about: ["server"], contexts: ["stream-server"], check: checkServer }],
  config: checkMail,
};
