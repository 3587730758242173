import { type MessagePort, workerData } from "node:worker_threads";
import { type Expressions, judge, type Variables } from "./evaluate.ts";

// The thread that judges: the main one waits for it, and ends it when it takes too long.
const { port, signal } = workerData as { port: MessagePort; signal: Int32Array<SharedArrayBuffer> };

function answer(message: unknown): void {
  port.postMessage(message);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}

port.on("message", ({ expressions, items }: { expressions: Expressions; items: readonly Variables[] }) => {
  try {
    answer({ verdicts: judge(expressions, items) });
  } catch (error) {
    answer({ failure: error instanceof Error ? error.message : String(error) });
  }
});
answer("ready");
