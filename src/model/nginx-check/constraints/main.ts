import type { Directive } from "../../../parsers/nginx/directive.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { listenAddress } from "./listen-address.ts";
import { httpSockets } from "./sockets.ts";
import { firstValue, flawAt, isCertain, parseNumber, type Theme, type View } from "./view.ts";

/** Blocks that fix the modules: none can be loaded behind them. */
const closesModules: ReadonlySet<string> = new Set(["events", "http", "stream", "mail"]);

function* checkModules(view: View): Generator<DirectiveFlaw> {
  if (view.root.context !== "main") return;
  let closing: Directive | undefined;
  for (const directive of view.root.directives) {
    if (directive.block !== undefined && closesModules.has(directive.name)) closing ??= directive;
    if (directive.name !== "load_module" || closing === undefined) continue;
    yield flawAt(
      directive,
      "load-module-late",
      '"load_module" directive is specified too late',
      `Move it above '${closing.name}'.`,
      { related: [{ at: closing.nameOrigin, message: `'${closing.name}' stands before it.` }] },
    );
    return;
  }
}

/** nginx wants a connection for every socket it listens on, and one more. */
function* checkConnections(view: View): Generator<DirectiveFlaw> {
  if (!view.whole) return;
  const events = view.root.own("events")[0];
  const setting = events?.block?.find((it) => it.name === "worker_connections");
  const connections = setting === undefined ? undefined : parseNumber(firstValue(setting));
  if (setting === undefined || connections === undefined || !isCertain(setting)) return;
  // One socket for each port at least: addresses of a port may share one.
  const ports = new Set<string>();
  for (const key of httpSockets(view).keys())
    ports.add(key.startsWith("unix:") ? key : `http ${key.slice(key.lastIndexOf(":"))}`);
  for (const scope of view.scopes) {
    if (scope.context !== "stream-server") continue;
    for (const listen of scope.own("listen")) {
      for (const key of listenAddress(firstValue(listen), undefined)?.keys ?? [])
        ports.add(`stream ${key.slice(key.lastIndexOf(":"))}`);
    }
  }
  if (connections >= ports.size + 1) return;
  yield flawAt(
    setting.args[0]!,
    "worker-connections",
    `${connections} worker_connections are not enough for ${ports.size} listening sockets`,
    `Set it to ${ports.size + 1} at the very least; 1024 and more is usual.`,
  );
}

function* checkAffinity(view: View): Generator<DirectiveFlaw> {
  if (!view.whole) return;
  const masks = view.root.own("worker_cpu_affinity").at(-1);
  const setting = view.root.own("worker_processes").at(-1);
  const workers = setting === undefined ? 1 : parseNumber(firstValue(setting));
  if (masks === undefined || workers === undefined || firstValue(masks) === "auto" || !isCertain(masks))
    return;
  const count = masks.args.length;
  if (count < 2 || count === workers) return;
  yield flawAt(
    masks,
    "worker-cpu-affinity",
    'the number of "worker_processes" is not equal to the number of "worker_cpu_affinity" masks, using last mask for remaining worker processes',
    "Write one mask for each worker, or 'auto'.",
    { severity: "warning", explanation: `There are ${count} masks and ${workers} workers` },
  );
}

/** The top level and `events`. */
export const mainTheme: Theme = {
  config: function* (view) {
    yield* checkModules(view);
    yield* checkConnections(view);
    yield* checkAffinity(view);
  },
};
