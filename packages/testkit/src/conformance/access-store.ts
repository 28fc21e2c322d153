import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Hex, type IsoInstant } from "@synod/core";
import type { AccessStore, ApiKey, IdempotentRequest } from "@synod/contracts";
import { tenantNamed } from "./store/case-under-test.ts";

export interface AccessStoreUnderTest {
  readonly access: AccessStore;
  readonly close: () => Promise<void>;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const at = (ms: number) => new Date(Date.parse("2026-06-01T12:00:00.000Z") + ms).toISOString() as IsoInstant;

/** What every store of API keys and idempotency keys must do. */
export function accessStoreConformance(name: string, open: () => Promise<AccessStoreUnderTest>): void {
  describe(`access store conformance: ${name}`, () => {
    let opened: AccessStoreUnderTest;
    const access = () => opened.access;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const newKey = (tenant = tenantNamed("acme")): ApiKey => ({
      id: randomUUID(),
      tenant,
      name: "Ana's laptop – ü",
      hash: sha256Hex(randomUUID()),
      createdAt: at(0),
    });

    it("finds a key by its hash, whatever its tenant, until it is revoked", async () => {
      const key = newKey();
      await access().createKey(key);
      await access().createKey(newKey());
      expect(await access().findKey(key.hash)).toEqual(key);
      expect(await access().findKey(sha256Hex("another"))).toBeNull();
      expect(await access().revokeKey(newKey().tenant, key.id)).toBe(false);
      expect(await access().revokeKey(key.tenant, randomUUID())).toBe(false);
      expect(await access().findKey(key.hash)).toEqual(key);
      expect(await access().revokeKey(key.tenant, key.id)).toBe(true);
      expect(await access().findKey(key.hash)).toBeNull();
      expect(await access().revokeKey(key.tenant, key.id)).toBe(false);
    });

    it("lists the keys of one tenant, oldest first, without the revoked", async () => {
      const first = newKey();
      const second = { ...newKey(first.tenant), createdAt: at(1) };
      const gone = { ...newKey(first.tenant), createdAt: at(2) };
      for (const key of [gone, second, first, newKey()]) await access().createKey(key);
      await access().revokeKey(gone.tenant, gone.id);
      expect(await access().listKeys(first.tenant)).toEqual([first, second]);
    });

    it("never lets two keys have one hash", async () => {
      const key = newKey();
      await access().createKey(key);
      await expect(access().createKey({ ...newKey(), hash: key.hash })).rejects.toMatchObject({
        code: "SYN_DATABASE_ERROR",
      });
    });

    it("refuses a name that cannot be stored", async () => {
      await expect(access().createKey({ ...newKey(), name: "a\0" })).rejects.toMatchObject({
        code: "SYN_TEXT_UNSTORABLE",
      });
    });

    const newRequest = (parts: Partial<IdempotentRequest> = {}): IdempotentRequest => ({
      tenant: tenantNamed("acme"),
      holder: "key:1",
      route: "POST /documents",
      key: randomUUID(),
      content: sha256Hex("content"),
      ...parts,
    });
    const reserve = (request: IdempotentRequest, ms = 0) => access().reserve(request, at(ms), MINUTE_MS);

    it("gives the same answer to the same request for a day", async () => {
      const request = newRequest();
      const response = { status: 202, body: '{"seq":2,"name":"ü"}' };
      expect(await reserve(request)).toEqual({ kind: "taken" });
      await access().complete(request, response);
      expect(await reserve(request, 1)).toEqual({ kind: "answered", response });
      expect(await reserve(request, DAY_MS)).toEqual({ kind: "answered", response });
      expect(await reserve(request, DAY_MS + 1)).toEqual({ kind: "taken" });
    });

    it("says that a request is in flight, and for how long it is waited for", async () => {
      const request = newRequest();
      await reserve(request);
      expect(await reserve(request, 20_000)).toEqual({ kind: "in_flight", retryAfterMs: 40_000 });
      expect(await reserve(request, 59_900)).toEqual({ kind: "in_flight", retryAfterMs: 1_000 });
      expect(await reserve(request, MINUTE_MS + 1)).toEqual({ kind: "taken" });
      expect(await reserve(request, MINUTE_MS + 2)).toMatchObject({ kind: "in_flight" });
    });

    it("refuses other content under the same key, in flight and answered", async () => {
      const request = newRequest();
      const other = { ...request, content: sha256Hex("other") };
      await reserve(request);
      expect(await reserve(other, 1)).toEqual({ kind: "conflict" });
      expect(await reserve(other, MINUTE_MS + 1)).toEqual({ kind: "conflict" });
      await access().complete(request, { status: 200, body: "{}" });
      expect(await reserve(other, MINUTE_MS + 1)).toEqual({ kind: "conflict" });
    });

    it("keeps keys of other tenants, holders and routes apart", async () => {
      const request = newRequest();
      await reserve(request);
      for (const part of [{ tenant: tenantNamed("rival") }, { holder: "key:2" }, { route: "PUT /" }]) {
        expect(await reserve({ ...request, ...part, content: sha256Hex("other") })).toEqual({
          kind: "taken",
        });
      }
    });

    it("frees what failed, and nothing that was answered", async () => {
      const request = newRequest();
      await reserve(request);
      await access().abandon(request);
      expect(await reserve(request, 1)).toEqual({ kind: "taken" });
      await access().complete(request, { status: 200, body: "{}" });
      await access().abandon(request);
      expect(await reserve(request, 2)).toMatchObject({ kind: "answered" });
    });

    it("lets one of many that come at once have it", async () => {
      const request = newRequest();
      const all = await Promise.all(Array.from({ length: 8 }, () => reserve(request)));
      expect(all.filter(({ kind }) => kind === "taken")).toHaveLength(1);
      expect(all.filter(({ kind }) => kind === "in_flight")).toHaveLength(7);
    });

    it("removes what nobody may ask for any more", async () => {
      await access().expire(at(10 * DAY_MS));
      const [old, young] = [newRequest(), newRequest()];
      await reserve(old);
      await reserve(young, 1);
      expect(await access().expire(at(DAY_MS + 1))).toBe(1);
      expect(await access().expire(at(DAY_MS + 1))).toBe(0);
      expect(await reserve(young, 2)).toMatchObject({ kind: "in_flight" });
    });
  });
}
