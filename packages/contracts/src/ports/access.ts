import type { Digest, IsoInstant, TenantId } from "@synod/core";

/** API keys and HTTP idempotency: what the door keeps. Adapters: PGlite and PostgreSQL. */
export interface AccessStore {
  createKey(key: ApiKey): Promise<void>;
  /** By the SHA-256 of the presented key, across tenants; null if unknown or revoked. */
  findKey(hash: Digest): Promise<ApiKey | null>;
  listKeys(tenant: TenantId): Promise<readonly ApiKey[]>;
  /** False: no such key. */
  revokeKey(tenant: TenantId, id: string): Promise<boolean>;
  /**
   * Takes the idempotency key for a request, or says what became of the earlier one. A reservation
   * that was not completed within `inFlightMs` may be taken over.
   */
  reserve(request: IdempotentRequest, now: IsoInstant, inFlightMs: number): Promise<Reservation>;
  complete(request: IdempotentRequest, response: StoredResponse): Promise<void>;
  /** Frees a reservation whose request failed, so that it can be tried again. */
  abandon(request: IdempotentRequest): Promise<void>;
  /** Removes answers older than 24 h; returns how many. */
  expire(now: IsoInstant): Promise<number>;
}

export interface ApiKey {
  /** Public part, shown in lists and as the actor `key:<id>`. */
  readonly id: string;
  readonly tenant: TenantId;
  readonly name: string;
  /** SHA-256 of the whole key; the key itself is shown once and never stored. */
  readonly hash: Digest;
  readonly createdAt: IsoInstant;
}

export interface IdempotentRequest {
  readonly tenant: TenantId;
  /** Id of the API key: another holder's idempotency keys are another space. */
  readonly holder: string;
  readonly route: string;
  readonly key: string;
  /** Digest of the parsed content. */
  readonly content: Digest;
}

export interface StoredResponse {
  readonly status: number;
  readonly body: string;
}

export type Reservation =
  | { readonly kind: "taken" }
  | { readonly kind: "answered"; readonly response: StoredResponse }
  | { readonly kind: "in_flight"; readonly retryAfterMs: number }
  /** The key was used for other content. */
  | { readonly kind: "conflict" };
