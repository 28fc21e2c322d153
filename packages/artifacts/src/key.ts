import { NAME_PATTERN, SynodError, sha256Hex, type Digest, type TenantId } from "@synod/core";

/**
 * Where a blob is kept: `<tenant>/<sha256>`. What is no tenant or no digest never becomes a key or a
 * path: SYN_BLOB_NOT_FOUND.
 */
export function keyOf(tenant: TenantId, digest: Digest): string {
  if (!NAME_PATTERN.test(tenant) || !DIGEST_PATTERN.test(digest)) {
    throw new SynodError("SYN_BLOB_NOT_FOUND", JSON.stringify(`${tenant}/${digest}`));
  }
  return `${tenant}/${digest}`;
}

/** Content-addressed means: the name is the hash. Throws SYN_BLOB_CORRUPT if it is another's. */
export function assertNamed(digest: Digest, bytes: Uint8Array): void {
  const actual = sha256Hex(bytes);
  if (actual !== digest)
    throw new SynodError("SYN_BLOB_CORRUPT", `the bytes hash to ${actual}, not to ${digest}`);
}

const DIGEST_PATTERN = /^[0-9a-f]{64}$/;
