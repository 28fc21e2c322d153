import type { Digest, TenantId } from "@synod/core";

/** Immutable, content-addressed bytes. Adapters: a folder, any S3; the simulator has one in memory. */
export interface Blobs {
  /** Stores the bytes under `<tenant>/<sha256>`; storing the same again is a no-op. */
  put(tenant: TenantId, digest: Digest, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Rejects with SYN_BLOB_NOT_FOUND, or SYN_BLOB_CORRUPT if the bytes do not hash to the name. */
  get(tenant: TenantId, digest: Digest, signal?: AbortSignal): Promise<Uint8Array>;
  has(tenant: TenantId, digest: Digest): Promise<boolean>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
