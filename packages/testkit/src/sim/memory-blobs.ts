import { sha256Hex, SynodError, type Digest, type TenantId } from "@synod/core";
import type { Blobs } from "@synod/contracts";

/** Blobs in memory: what a crash of a process does not touch. */
export function memoryBlobs(): Blobs {
  const blobs = new Map<string, Uint8Array>();
  const nameOf = (tenant: TenantId, digest: Digest) => `${tenant}/${digest}`;
  return {
    put: (tenant, digest, bytes) => {
      blobs.set(nameOf(tenant, digest), bytes);
      return Promise.resolve();
    },
    get: (tenant, digest) => {
      const bytes = blobs.get(nameOf(tenant, digest));
      if (bytes === undefined) return Promise.reject(new SynodError("SYN_BLOB_NOT_FOUND", digest));
      if (sha256Hex(bytes) !== digest) return Promise.reject(new SynodError("SYN_BLOB_CORRUPT", digest));
      return Promise.resolve(bytes);
    },
    has: (tenant, digest) => Promise.resolve(blobs.has(nameOf(tenant, digest))),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
