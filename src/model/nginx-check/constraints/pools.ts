import type { Directive } from "../../../parsers/nginx/directive.ts";
import type { Scope } from "../../nginx-scope.ts";
import { parseNginxSize } from "../../nginx-values.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { firstValue, flawAt, hasUnseen, isCertain, parseNumber, type Theme, type View } from "./view.ts";

/** `NGX_MIN_POOL_SIZE` on 64-bit systems, and what pools are aligned to. */
const SMALLEST_POOL = 112;
const POOL_ALIGNMENT = 16;
/** Default of `connection_pool_size` on 64-bit systems. */
const DEFAULT_POOL = 512;

function* checkPool(directive: Directive): Generator<DirectiveFlaw> {
  const size = parseNginxSize(firstValue(directive));
  if (size === undefined) return;
  const reason =
    size < SMALLEST_POOL
      ? `the pool size must be no less than ${SMALLEST_POOL}`
      : size % POOL_ALIGNMENT !== 0
        ? `the pool size must be a multiple of ${POOL_ALIGNMENT}`
        : undefined;
  if (reason === undefined) return;
  yield flawAt(
    directive.args[0]!,
    "pool-size",
    reason,
    `Use a multiple of ${POOL_ALIGNMENT} from ${SMALLEST_POOL} bytes on.`,
    {
      explanation: `'${directive.name}' is ${size} bytes`,
    },
  );
}

/** `ngx_http_core_merge_srv_conf` compares the two in every server. */
function* checkHeaderBuffers(scope: Scope, view: View): Generator<DirectiveFlaw> {
  const buffers = scope.find("large_client_header_buffers");
  const pool = scope.find("connection_pool_size");
  if (buffers === undefined || !isCertain(buffers) || (pool !== undefined && !isCertain(pool))) return;
  // A server that sets both hides what is out of sight.
  const own = scope.own(buffers.name).length > 0 && pool !== undefined && scope.own(pool.name).length > 0;
  if (!view.whole && (!own || hasUnseen(scope))) return;
  const size = parseNginxSize(buffers.args[1]?.value ?? "");
  const needed = pool === undefined ? DEFAULT_POOL : parseNginxSize(firstValue(pool));
  if (size === undefined || needed === undefined || size >= needed) return;
  yield flawAt(
    buffers.args[1]!,
    "header-buffers-pool",
    'the "large_client_header_buffers" size must be equal to or greater than "connection_pool_size"',
    `Set the size to ${needed} bytes at least.`,
    {
      explanation: `The size is ${size} bytes, 'connection_pool_size' is ${needed}`,
      ...(pool === undefined
        ? {}
        : { related: [{ at: pool.origin, message: "'connection_pool_size' is set here." }] }),
    },
  );
}

/** `NGX_HTTP_V2_STATE_BUFFER_SIZE`: nginx keeps this much of the buffer for itself. */
const HTTP2_STATE = 16;

function* checkReceiveBuffer(directive: Directive): Generator<DirectiveFlaw> {
  const size = parseNginxSize(firstValue(directive));
  if (size === undefined || size > HTTP2_STATE) return;
  yield flawAt(
    directive.args[0]!,
    "http2-buffer",
    `"${directive.name}" directive value is too small`,
    "Remove the directive; the default is 256k.",
  );
}

function* checkChunk(directive: Directive): Generator<DirectiveFlaw> {
  if (parseNginxSize(firstValue(directive)) !== 0) return;
  yield flawAt(
    directive.args[0]!,
    "http2-chunk",
    "the http2 chunk size cannot be zero",
    "Remove the directive; the default is 8k.",
  );
}

/** Since 1.19.7 and 1.25.1 these are read and do nothing. */
const obsolete: Readonly<Record<string, readonly [release: string, instead: string]>> = {
  http2_max_requests: ["1.19.7", "keepalive_requests"],
  http2_max_field_size: ["1.19.7", "large_client_header_buffers"],
  http2_max_header_size: ["1.19.7", "large_client_header_buffers"],
  http2_recv_timeout: ["1.19.7", "client_header_timeout"],
  http2_idle_timeout: ["1.19.7", "keepalive_timeout"],
  http2_push: ["1.25.1", ""],
  http2_push_preload: ["1.25.1", ""],
  http2_max_concurrent_pushes: ["1.25.1", ""],
};

function* checkObsolete(directive: Directive, _: Scope, view: View): Generator<DirectiveFlaw> {
  const [release, instead] = obsolete[directive.name]!;
  if (!view.isSince(release)) return;
  const advice = instead === "" ? "" : `, use the "${instead}" directive instead`;
  yield flawAt(
    directive,
    "http2-obsolete",
    `the "${directive.name}" directive is obsolete${advice}`,
    instead === "" ? "Remove it." : `Use '${instead}' instead.`,
    { severity: "warning", explanation: `Nginx ignores it since ${release}` },
  );
}

/** Files and threads: `aio threads=NAME` wants `thread_pool NAME`. */
function* checkThreads(directive: Directive, _: Scope, view: View): Generator<DirectiveFlaw> {
  const value = directive.args[0];
  const name = /^threads=(.+)$/s.exec(value?.value ?? "")?.[1];
  if (name === undefined || name === "default" || name.includes("$") || !view.whole) return;
  if (view.root.own("thread_pool").some((it) => firstValue(it) === name)) return;
  yield flawAt(
    value!,
    "thread-pool",
    `unknown thread pool "${name}"`,
    `Add 'thread_pool ${name} threads=32;' to the top level.`,
  );
}

function* checkThreadPool(directive: Directive): Generator<DirectiveFlaw> {
  for (const argument of directive.args.slice(1)) {
    const [name, value = ""] = argument.value.split("=", 2);
    const number = parseNumber(value);
    if (name === "threads" ? (number ?? 0) > 0 : name === "max_queue" && number !== undefined) continue;
    const known = name === "threads" || name === "max_queue";
    const reason = known
      ? `invalid ${name} value "${argument.value}"`
      : `invalid parameter "${argument.value}"`;
    yield flawAt(argument, "thread-pool", reason, "Write 'threads=N' and, if wanted, 'max_queue=N'.");
    return;
  }
}

/** Memory pools, HTTP/2 buffers, threads. */
export const poolTheme: Theme = {
  main: { thread_pool: checkThreadPool },
  http: {
    connection_pool_size: checkPool,
    request_pool_size: checkPool,
    http2_pool_size: checkPool,
    http2_recv_buffer_size: checkReceiveBuffer,
    http2_chunk_size: checkChunk,
    aio: checkThreads,
    ...Object.fromEntries(Object.keys(obsolete).map((it) => [it, checkObsolete])),
  },
  levels: [{ about: ["large_client_header_buffers"], contexts: ["server"], check: checkHeaderBuffers }],
};
