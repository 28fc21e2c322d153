import { createHash } from "node:crypto";

/** Lines of history that a failing seed prints. */
const KEPT_MAX = 200;
const HASHED_AT_A_TIME = 256;

/** Everything that happened in a run, in order: a digest over all of it, and its last lines. */
export class History {
  readonly #elapsed: () => number;
  readonly #hash = createHash("sha256");
  #unhashed: string[] = [];
  #kept: string[] = [];

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** Notes what `who` did or met now. */
  add(who: string, what: string): void {
    const seconds = (this.#elapsed() / 1000).toFixed(3);
    const line = `${seconds.padStart(8)} s  ${who.padEnd(16)} ${what}`;
    this.#unhashed.push(line);
    if (this.#unhashed.length >= HASHED_AT_A_TIME) this.#flush();
  }

  /** The last lines, oldest first. */
  get last(): readonly string[] {
    return [...this.#kept, ...this.#unhashed].slice(-KEPT_MAX);
  }

  /** SHA-256 over every line. The history ends with it. */
  end(): string {
    this.#flush();
    return this.#hash.digest("hex");
  }

  #flush(): void {
    if (this.#unhashed.length === 0) return;
    this.#hash.update(`${this.#unhashed.join("\n")}\n`);
    this.#kept = [...this.#kept, ...this.#unhashed].slice(-KEPT_MAX);
    this.#unhashed = [];
  }
}
