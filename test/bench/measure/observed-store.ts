import { wantsEvent, type EventRecord, type HandlerName } from "@synod/core";
import { parseEventBody, type CommitBatch, type CommitResult, type Store } from "@synod/contracts";

/** Handlers that ask a remote service, or read a document, before they decide. */
const ASKS_FIRST: ReadonlySet<HandlerName> = new Set<HandlerName>([
  "governor",
  "provisioner",
  "facts-reader",
]);

/** What went through a store: when each event was there, and when each handler was done with it. */
export class Observed {
  readonly events: EventRecord[] = [];
  /** Milliseconds from an event's commit to the commit of a handler that dealt with it. */
  latencies: number[] = [];
  /** Verdicts by scope. */
  readonly #verdicts = new Map<string, number>();
  readonly #waiting = new Map<string, { readonly at: number; readonly seen: EventRecord }[]>();
  readonly #done = new Map<string, number>();
  #onVerdict: () => void = () => undefined;

  store(inner: Store): Store {
    return {
      commit: async (batch) => {
        const result = await inner.commit(batch);
        if (result.kind === "committed") this.#note(batch, result, performance.now());
        return result;
      },
      load: (query) => inner.load(query),
      claim: (query) => inner.claim(query),
      renew: (claim, leaseMs) => inner.renew(claim, leaseMs),
      release: (claim, outcome) => inner.release(claim, outcome),
      cursors: (scope) => inner.cursors(scope),
      thought: (scope, digest) => inner.thought(scope, digest),
      journal: (scope, thought) => inner.journal(scope, thought),
      fireTimers: (now, limit) => inner.fireTimers(now, limit),
      scopes: (after, limit) => inner.scopes(after, limit),
      projection: (scope) => inner.projection(scope),
      ping: () => inner.ping(),
      close: () => inner.close(),
    };
  }

  /** Forgets what it saw. */
  clear(): void {
    this.events.length = 0;
    this.latencies = [];
    this.#verdicts.clear();
    this.#waiting.clear();
  }

  /** Resolves when so many scopes have had a verdict on so many documents, or the deadline is over: then false. */
  async verdicts(scopes: number, each: number, msMax: number): Promise<boolean> {
    const deadline = performance.now() + msMax;
    for (;;) {
      const ready = [...this.#verdicts.values()].filter((count) => count >= each);
      if (ready.length >= scopes) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#onVerdict = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  #note(batch: CommitBatch, result: CommitResult & { readonly kind: "committed" }, at: number): void {
    const { tenant, scope, cursor } = batch;
    const name = `${tenant}/${scope}`;
    const recent = this.#waiting.get(name) ?? [];
    this.#waiting.set(name, recent);
    if (cursor !== null && !ASKS_FIRST.has(cursor.handler)) {
      const from = this.#done.get(`${cursor.handler} ${name}`) ?? 0;
      for (const { at: since, seen } of recent) {
        const isDealtWith = seen.seq > from && seen.seq <= cursor.seq;
        if (isDealtWith && wantsEvent(cursor.handler, parseEventBody(seen.body)))
          this.latencies.push(at - since);
      }
      this.#done.set(`${cursor.handler} ${name}`, cursor.seq);
    }
    for (const seen of result.events) {
      this.events.push(seen);
      recent.push({ at, seen });
      if (seen.type === "finality.evaluated") this.#verdicts.set(name, (this.#verdicts.get(name) ?? 0) + 1);
    }
    this.#onVerdict();
  }
}
