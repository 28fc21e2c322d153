import type { Digest, ScopeRef } from "@synod/core";

/** Relation-based permissions by one OpenFGA model. Adapters: in process, an OpenFGA server. */
export interface Authorizer {
  /** Digest of the authorization model in force. */
  readonly modelDigest: Digest;
  /** Rejects with SYN_AUTHORIZER_UNAVAILABLE; never answers "allowed" for want of an answer. */
  check(tuple: RelationTuple, signal?: AbortSignal): Promise<boolean>;
  /** Writes the scope's grants (`grantsOf`); writing them again is a no-op. */
  provision(scope: ScopeRef, signal?: AbortSignal): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** `user` and `object` as OpenFGA writes them: `role:facts`, `state:acme/crane`. */
export interface RelationTuple {
  readonly user: string;
  readonly relation: string;
  readonly object: string;
}
