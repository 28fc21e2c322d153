import type { ScopeRef } from "@synod/core";
import type { Authorizer, Blobs, CommitBatch, CommitResult, Store } from "@synod/contracts";
import type { SimulatedProcess } from "./process.ts";

/** The store as one simulated process reaches it. */
export function simulatedStore(inner: Store, process: SimulatedProcess): Store {
  const through = <Result>(
    method: string,
    about: string,
    effect: () => Promise<Result>,
    tell?: (result: Result) => string,
  ) =>
    process.call(
      {
        port: "store",
        method,
        about,
        unavailable: "SYN_DATABASE_UNAVAILABLE",
        commit: COMMITS.has(method),
        ...(tell === undefined ? {} : { tell }),
      },
      effect,
    );
  return {
    load: (query) =>
      through(
        "load",
        `${nameOf(query)} after ${query.afterSeq}`,
        () => inner.load(query),
        ({ events }) => `${events.length} events`,
      ),
    commit: (batch) => through("commit", commitOf(batch), () => inner.commit(batch), committed),
    claim: (query) =>
      through(
        "claim",
        `${query.handler} ${query.only === undefined ? "anything" : nameOf(query.only)}`,
        () => inner.claim(query),
        (claims) =>
          claims.map((claim) => `${nameOf(claim)} after ${claim.seq} fence ${claim.fence}`).join(", ") ||
          "nothing",
      ),
    renew: (claim, leaseMs) =>
      through("renew", `${claim.handler} ${nameOf(claim)}`, () => inner.renew(claim, leaseMs), String),
    release: (claim, outcome) =>
      through("release", `${claim.handler} ${nameOf(claim)} ${outcome.kind}`, () =>
        inner.release(claim, outcome),
      ),
    cursors: (scope) => through("cursors", nameOf(scope), () => inner.cursors(scope)),
    thought: (scope, digest) =>
      through(
        "thought",
        `${nameOf(scope)} ${digest.slice(0, 8)}`,
        () => inner.thought(scope, digest),
        (found) => (found === null ? "unknown" : "found"),
      ),
    journal: (scope, thought) =>
      through("journal", `${nameOf(scope)} ${thought.digest.slice(0, 8)}`, () =>
        inner.journal(scope, thought),
      ),
    fireTimers: (now, limit) =>
      through(
        "fireTimers",
        `until ${now}`,
        () => inner.fireTimers(now, limit),
        (events) => events.map((event) => `${nameOf(event)} ${event.seq}`).join(", ") || "none",
      ),
    scopes: (after, limit) => through("scopes", "", () => inner.scopes(after, limit)),
    projection: (scope) => through("projection", nameOf(scope), () => inner.projection(scope)),
    ping: () => through("ping", "", () => inner.ping()),
    close: () => Promise.resolve(),
  };
}

/** What changes the log: without an answer its outcome is unknown. */
const COMMITS: ReadonlySet<string> = new Set(["commit", "fireTimers"]);

function commitOf(batch: CommitBatch): string {
  const by = batch.cursor === null ? batch.role : `${batch.cursor.handler} to ${batch.cursor.seq}`;
  return `${nameOf(batch)} ${by}: ${batch.events.map(({ type }) => type).join(", ") || "no event"}`;
}

function committed(result: CommitResult): string {
  return result.kind === "committed" ? `committed, head ${result.head.seq}` : result.kind;
}

/** Blobs as one simulated process reaches them. */
export function simulatedBlobs(inner: Blobs, process: SimulatedProcess): Blobs {
  const through = <Result>(method: string, about: string, effect: () => Promise<Result>) =>
    process.call(
      { port: "blobs", method, about, unavailable: "SYN_BLOBS_UNAVAILABLE", commit: false },
      effect,
    );
  return {
    put: (tenant, digest, bytes) =>
      through("put", `${tenant} ${digest.slice(0, 8)}`, () => inner.put(tenant, digest, bytes)),
    get: (tenant, digest) =>
      through("get", `${tenant} ${digest.slice(0, 8)}`, () => inner.get(tenant, digest)),
    has: (tenant, digest) =>
      through("has", `${tenant} ${digest.slice(0, 8)}`, () => inner.has(tenant, digest)),
    ping: () => through("ping", "", () => inner.ping()),
    close: () => Promise.resolve(),
  };
}

/** The authorizer as one simulated process reaches it. */
export function simulatedAuthorizer(inner: Authorizer, process: SimulatedProcess): Authorizer {
  const through = <Result>(method: string, about: string, effect: () => Promise<Result>) =>
    process.call(
      { port: "authorizer", method, about, unavailable: "SYN_AUTHORIZER_UNAVAILABLE", commit: false },
      effect,
    );
  return {
    modelDigest: inner.modelDigest,
    check: (tuple) =>
      through("check", `${tuple.user} ${tuple.relation} ${tuple.object}`, () => inner.check(tuple)),
    provision: (scope) => through("provision", nameOf(scope), () => inner.provision(scope)),
    ping: () => through("ping", "", () => inner.ping()),
    close: () => Promise.resolve(),
  };
}

function nameOf({ tenant, scope }: ScopeRef): string {
  return `${tenant}/${scope}`;
}
