import type { Analyst, Authorizer, Blobs, Store } from "@synod/contracts";
import type { SimulatedProcess } from "./process.ts";

/** The store as one simulated process reaches it. */
export function simulatedStore(inner: Store, process: SimulatedProcess): Store {
  const through = <Result>(method: string, effect: () => Promise<Result>, commit = false) =>
    process.call({ port: "store", method, unavailable: "SYN_DATABASE_UNAVAILABLE", commit }, effect);
  return {
    load: (query) => through("load", () => inner.load(query)),
    commit: (batch) => through("commit", () => inner.commit(batch), true),
    claim: (query) => through("claim", () => inner.claim(query)),
    renew: (claim, leaseMs) => through("renew", () => inner.renew(claim, leaseMs)),
    release: (claim, outcome) => through("release", () => inner.release(claim, outcome)),
    cursors: (scope) => through("cursors", () => inner.cursors(scope)),
    thought: (scope, digest) => through("thought", () => inner.thought(scope, digest)),
    journal: (scope, thought) => through("journal", () => inner.journal(scope, thought)),
    fireTimers: (now, limit) => through("fireTimers", () => inner.fireTimers(now, limit), true),
    scopes: (after, limit) => through("scopes", () => inner.scopes(after, limit)),
    projection: (scope) => through("projection", () => inner.projection(scope)),
    ping: () => through("ping", () => inner.ping()),
    close: () => Promise.resolve(),
  };
}

export function simulatedBlobs(inner: Blobs, process: SimulatedProcess): Blobs {
  const through = <Result>(method: string, effect: () => Promise<Result>) =>
    process.call({ port: "blobs", method, unavailable: "SYN_BLOBS_UNAVAILABLE", commit: false }, effect);
  return {
    put: (tenant, digest, bytes) => through("put", () => inner.put(tenant, digest, bytes)),
    get: (tenant, digest) => through("get", () => inner.get(tenant, digest)),
    has: (tenant, digest) => through("has", () => inner.has(tenant, digest)),
    ping: () => through("ping", () => inner.ping()),
    close: () => Promise.resolve(),
  };
}

export function simulatedAuthorizer(inner: Authorizer, process: SimulatedProcess): Authorizer {
  const through = <Result>(method: string, effect: () => Promise<Result>) =>
    process.call(
      { port: "authorizer", method, unavailable: "SYN_AUTHORIZER_UNAVAILABLE", commit: false },
      effect,
    );
  return {
    modelDigest: inner.modelDigest,
    check: (tuple) => through("check", () => inner.check(tuple)),
    provision: (scope) => through("provision", () => inner.provision(scope)),
    ping: () => through("ping", () => inner.ping()),
    close: () => Promise.resolve(),
  };
}

/** Counts what is asked: a thought must not be paid for twice without a crash. */
export function simulatedAnalyst(inner: Analyst, process: SimulatedProcess, asked: () => void): Analyst {
  return {
    id: inner.id,
    read(document, signal) {
      asked();
      return process.call(
        { port: "analyst", method: "read", unavailable: "SYN_MODEL_UNAVAILABLE", commit: false },
        () => inner.read(document, signal),
      );
    },
  };
}
