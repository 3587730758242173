import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Expressions, Variables, Verdict } from "./evaluate.ts";

/** What the thread may take for all values of one policy. */
export const DEADLINE_MS = 2000;
/** Starting a thread takes tens of milliseconds, on a busy machine more. */
const START_MS = 10_000;
const MOST_MIB = 256;

/** Judges values in a thread of its own, and waits for it: policies cannot hang the run or take its memory. */
export class Evaluator {
  #thread: Thread | undefined;

  /** The verdicts in the order of the items; undefined when they took too long. Throws what is a bug here. */
  judge(expressions: Expressions, items: readonly Variables[]): readonly Verdict[] | undefined {
    this.#thread ??= new Thread();
    const answer = this.#thread.ask({ expressions, items }, DEADLINE_MS) as
      | { verdicts?: readonly Verdict[]; failure?: string }
      | undefined;
    if (answer === undefined) this.close();
    if (answer?.failure !== undefined) throw new Error(answer.failure);
    return answer?.verdicts;
  }

  /** Ends the thread; the next question starts another. */
  close(): void {
    this.#thread?.end();
    this.#thread = undefined;
  }
}

class Thread {
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: MessagePort;
  readonly #worker: Worker;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(new URL("./policy-worker.js", import.meta.url), {
      workerData: { port: port2, signal: this.#signal },
      transferList: [port2],
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_MIB },
    });
    // What ends it is told by the silence that follows.
    this.#worker.on("error", () => {});
    this.#worker.unref();
    port1.unref();
    if (this.#wait(START_MS) !== "ready") throw new Error("the thread for policies did not start");
  }

  ask(question: object, milliseconds: number): unknown {
    this.#port.postMessage(question);
    return this.#wait(milliseconds);
  }

  end(): void {
    void this.#worker.terminate();
    this.#port.close();
  }

  #wait(milliseconds: number): unknown {
    Atomics.wait(this.#signal, 0, 0, milliseconds);
    Atomics.store(this.#signal, 0, 0);
    return receiveMessageOnPort(this.#port)?.message;
  }
}
