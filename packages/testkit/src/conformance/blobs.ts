import { randomBytes, randomUUID } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Hex, type Digest, type TenantId } from "@synod/core";
import type { Blobs } from "@synod/contracts";

export interface BlobsUnderTest {
  readonly open: () => Promise<Blobs>;
  /** Overwrites or removes what is stored under a key, behind the adapter's back. */
  readonly tamper: (tenant: TenantId, digest: Digest, bytes: Uint8Array | null) => Promise<void>;
}

/** What every blob store must do. */
export function blobsConformance(name: string, { open, tamper }: BlobsUnderTest): void {
  describe(`blobs conformance: ${name}`, () => {
    let blobs: Blobs;
    const acme = `acme-${randomUUID().slice(0, 8)}` as TenantId;
    const rival = `rival-${randomUUID().slice(0, 8)}` as TenantId;

    beforeAll(async () => {
      blobs = await open();
    });
    afterAll(() => blobs.close());

    it("answers a ping", async () => {
      await expect(blobs.ping()).resolves.toBeUndefined();
    });

    it("gives back exactly the bytes that were stored, whatever they are", async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 4096 }), async (bytes) => {
          const digest = sha256Hex(bytes);
          await blobs.put(acme, digest, bytes);
          expect(Buffer.from(await blobs.get(acme, digest)).equals(bytes)).toBe(true);
        }),
        { numRuns: 25 },
      );
    });

    it("keeps a large document whole", async () => {
      const bytes = randomBytes(12 * 1024 * 1024);
      await blobs.put(acme, sha256Hex(bytes), bytes);
      expect(sha256Hex(await blobs.get(acme, sha256Hex(bytes)))).toBe(sha256Hex(bytes));
    });

    it("says what it has", async () => {
      const bytes = randomBytes(64);
      expect(await blobs.has(acme, sha256Hex(bytes))).toBe(false);
      await blobs.put(acme, sha256Hex(bytes), bytes);
      expect(await blobs.has(acme, sha256Hex(bytes))).toBe(true);
    });

    it("takes the same bytes twice, and at once, as one blob", async () => {
      const bytes = randomBytes(1024);
      const digest = sha256Hex(bytes);
      await Promise.all(Array.from({ length: 8 }, () => blobs.put(acme, digest, bytes)));
      await blobs.put(acme, digest, bytes);
      expect(sha256Hex(await blobs.get(acme, digest))).toBe(digest);
    });

    it("refuses bytes under a name that is not their hash", async () => {
      const digest = sha256Hex("something else");
      await expect(blobs.put(acme, digest, randomBytes(8))).rejects.toMatchObject({
        code: "SYN_BLOB_CORRUPT",
      });
      expect(await blobs.has(acme, digest)).toBe(false);
    });

    it("says that a blob is not there", async () => {
      await expect(blobs.get(acme, sha256Hex("never stored"))).rejects.toMatchObject({
        code: "SYN_BLOB_NOT_FOUND",
      });
    });

    it("never shows one tenant another's blob", async () => {
      const bytes = randomBytes(32);
      const digest = sha256Hex(bytes);
      await blobs.put(acme, digest, bytes);
      expect(await blobs.has(rival, digest)).toBe(false);
      await expect(blobs.get(rival, digest)).rejects.toMatchObject({ code: "SYN_BLOB_NOT_FOUND" });
    });

    it.each(["..", `../${acme}`, "", "Acme", `${acme}/`, "a\u0000b"])(
      "takes %j for no tenant",
      async (tenant) => {
        const bytes = randomBytes(32);
        const digest = sha256Hex(bytes);
        await blobs.put(acme, digest, bytes);
        await expect(blobs.get(tenant as TenantId, digest)).rejects.toMatchObject({
          code: "SYN_BLOB_NOT_FOUND",
        });
        await expect(blobs.put(tenant as TenantId, digest, bytes)).rejects.toMatchObject({
          code: "SYN_BLOB_NOT_FOUND",
        });
      },
    );

    it("never follows a digest out of the tenant's place", async () => {
      const outside = `../${acme}/${sha256Hex("")}` as Digest;
      await expect(blobs.get(rival, outside)).rejects.toMatchObject({ code: "SYN_BLOB_NOT_FOUND" });
    });

    it("notices bytes that went bad, and mends them when they are stored again", async () => {
      const bytes = randomBytes(256);
      const digest = sha256Hex(bytes);
      await blobs.put(acme, digest, bytes);
      await tamper(acme, digest, randomBytes(256));
      await expect(blobs.get(acme, digest)).rejects.toMatchObject({ code: "SYN_BLOB_CORRUPT" });
      await blobs.put(acme, digest, bytes);
      expect(sha256Hex(await blobs.get(acme, digest))).toBe(digest);
    });

    it("stores a lost blob again", async () => {
      const bytes = randomBytes(256);
      const digest = sha256Hex(bytes);
      await blobs.put(acme, digest, bytes);
      await tamper(acme, digest, null);
      await blobs.put(acme, digest, bytes);
      expect(sha256Hex(await blobs.get(acme, digest))).toBe(digest);
    });

    it("stops when the caller no longer wants it", async () => {
      const bytes = randomBytes(16);
      const gone = AbortSignal.abort(new Error("no longer wanted"));
      await expect(blobs.put(acme, sha256Hex(bytes), bytes, gone)).rejects.toThrow("no longer wanted");
      expect(await blobs.has(acme, sha256Hex(bytes))).toBe(false);
    });
  });
}
