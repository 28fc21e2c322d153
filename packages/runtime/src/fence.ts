import type { Bus, Logger, Store } from "@synod/contracts";

/** False once the process is to be thought dead. */
export interface Life {
  alive: boolean;
}

/** A store that a dead process can no longer touch: its calls are not made, and none of them ever answers. */
export function fencedStore(inner: Store, life: Life): Store {
  const through = <Result>(call: () => Promise<Result>) => fenced(life, call);
  return {
    load: (query) => through(() => inner.load(query)),
    commit: (batch) => through(() => inner.commit(batch)),
    claim: (query) => through(() => inner.claim(query)),
    renew: (claim, leaseMs) => through(() => inner.renew(claim, leaseMs)),
    release: (claim, outcome) => through(() => inner.release(claim, outcome)),
    cursors: (scope) => through(() => inner.cursors(scope)),
    thought: (scope, digest) => through(() => inner.thought(scope, digest)),
    journal: (scope, thought) => through(() => inner.journal(scope, thought)),
    fireTimers: (now, limit) => through(() => inner.fireTimers(now, limit)),
    scopes: (after, limit) => through(() => inner.scopes(after, limit)),
    projection: (scope) => through(() => inner.projection(scope)),
    ping: () => through(() => inner.ping()),
    close: () => through(() => inner.close()),
  };
}

/** The same for the bus. Deliveries a dead process holds stay unanswered. */
export function fencedBus(inner: Bus, life: Life): Bus {
  return {
    publish: (hints) => fenced(life, () => inner.publish(hints)),
    async *subscribe(handler, options) {
      for await (const delivery of inner.subscribe(handler, options)) {
        if (!life.alive) return;
        yield {
          ...delivery,
          ack: () => (life.alive ? delivery.ack() : undefined),
          nak: (delayMs) => (life.alive ? delivery.nak(delayMs) : undefined),
          working: () => (life.alive ? delivery.working() : undefined),
        };
      }
    },
    ping: () => fenced(life, () => inner.ping()),
    close: () => fenced(life, () => inner.close()),
  };
}

/** What is left behind says nothing any more: the last word is its host's. */
export function fencedLogger(inner: Logger, life: Life): Logger {
  const through =
    (level: keyof Logger): Logger["info"] =>
    (fields, message) => {
      if (life.alive) inner[level](fields, message);
    };
  return { debug: through("debug"), info: through("info"), warn: through("warn"), error: through("error") };
}

async function fenced<Result>(life: Life, call: () => Promise<Result>): Promise<Result> {
  if (!life.alive) return never();
  try {
    const result = await call();
    return life.alive ? result : await never();
  } catch (error) {
    if (!life.alive) return never();
    throw error;
  }
}

function never<Result>(): Promise<Result> {
  return new Promise(() => undefined);
}
