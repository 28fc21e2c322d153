import { digestOf, SynodError, type Digest } from "@synod/core";
import type { Analyst, ReadableDocument } from "@synod/contracts";
import { createDeterministicAnalyst } from "@synod/models";
import { TROUBLE } from "./plan.ts";
import type { SimulatedProcess } from "./process.ts";
import type { SeededRandom } from "./seeded-random.ts";

const ANALYST = createDeterministicAnalyst();

/** Readings that fail before a slow document is read; fewer than make a dead letter. */
const SLOW_FAILURES = 2;

/** What all processes of a run share of the analyst: one model behind all of them. */
export class AnalystDesk {
  readonly #random: SeededRandom;
  readonly #thinkMsMax: number;
  readonly #failures = new Map<Digest, number>();
  #answered = 0;
  /** Processes that a document killed: each may have had another answer in hand. */
  #deaths = 0;

  constructor(random: SeededRandom, thinkMsMax: number) {
    this.#random = random;
    this.#thinkMsMax = thinkMsMax;
  }

  /** The analyst as one process reaches it. It takes its time, during which leases must be kept. */
  port(process: SimulatedProcess): Analyst {
    return {
      id: ANALYST.id,
      read: async (document, signal) => {
        await process.clock().sleep(this.#random.below(this.#thinkMsMax), signal);
        if (signal.aborted) throw signal.reason;
        const { name: about } = document.facts;
        const call = { port: "analyst", method: "read", about, unavailable, commit: false } as const;
        return process.call(call, async () => {
          this.#maybeFail(document, process);
          this.#answered += 1;
          return ANALYST.read(document, signal);
        });
      },
    };
  }

  /** A thought that was kept is paid for once, and once more for each time that its answer can have been lost. */
  overthought(thoughts: number, faults: number): string[] {
    const lostAnswersMax = faults + this.#deaths;
    return this.#answered <= thoughts + lostAnswersMax
      ? []
      : [
          `I2: ${this.#answered} answers were paid for ${thoughts} thoughts; ${lostAnswersMax} can have been lost`,
        ];
  }

  #maybeFail({ text, facts }: ReadableDocument, process: SimulatedProcess): void {
    if (text.includes(TROUBLE.deadly)) {
      this.#deaths += 1;
      process.kill();
      throw new SynodError("SYN_INTERNAL", "nobody is left to read this");
    }
    const hopeless = text.includes(TROUBLE.hopeless);
    if (!hopeless && !text.includes(TROUBLE.slow)) return;
    const key = digestOf(facts);
    const failures = this.#failures.get(key) ?? 0;
    if (!hopeless && failures >= SLOW_FAILURES) return;
    this.#failures.set(key, failures + 1);
    throw new SynodError("SYN_TIMEOUT", "simulated");
  }
}

const unavailable = "SYN_MODEL_UNAVAILABLE";
