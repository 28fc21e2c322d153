import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  HANDLERS,
  NAME_PATTERN,
  SUBSCRIPTIONS,
  type EventId,
  type ScopeId,
  type TenantId,
} from "@synod/core";
import type { Hint } from "@synod/contracts";
import { decodeHint, encodeHint } from "./message.ts";

const SETTINGS = { namespace: "synod", bodyBytesMax: 1_000 };

describe("a hint as a message", () => {
  it("comes out of it as it went in, whatever the tenant, scope, type and number", () => {
    fc.assert(
      fc.property(hints(), (hint) => {
        const { subject, headers } = encodeHint(SETTINGS, hint);
        const { tenant, scope, seq, type, traceparent } = hint;
        expect(decodeHint(subject, headerOf(headers))).toEqual({ tenant, scope, seq, type, traceparent });
      }),
    );
  });

  it("has another id in another generation, so that a rebuild is no duplicate", () => {
    const [hint] = fc.sample(hints(), 1);
    if (hint === undefined) throw new Error("no sample");
    const ids = [0, 1].map((generation) => encodeHint(SETTINGS, { ...hint, generation }).id);
    expect(new Set(ids).size).toBe(2);
  });

  it("is bounded: a body over the limit is named, not carried", () => {
    fc.assert(
      fc.property(hints(), fc.string({ maxLength: 2_000 }), (hint, body) => {
        const message = encodeHint(SETTINGS, { ...hint, body });
        const reference = headerOf(message.headers)("ce-dataref");
        expect(Buffer.byteLength(message.body)).toBeLessThanOrEqual(SETTINGS.bodyBytesMax);
        expect(reference === null).toBe(message.body === body);
      }),
    );
  });

  it.each([
    ["synod.acme.crane.document.unheard_of", "1"],
    ["synod.Acme.crane.document.received", "1"],
    ["synod.acme..document.received", "1"],
    ["synod.acme.crane.document.received", "0"],
    ["synod.acme.crane.document.received", "1.5"],
    ["synod.acme.crane.document.received", "one"],
    ["synod.acme.crane", "1"],
  ])("is not read from subject %s with number %s", (subject, seq) => {
    expect(decodeHint(subject, (name) => (name === "ce-seq" ? seq : null))).toBeNull();
  });

  it("without its number is no hint", () => {
    expect(decodeHint("synod.acme.crane.document.received", () => null)).toBeNull();
  });
});

function hints(): fc.Arbitrary<Hint> {
  const name = fc.stringMatching(NAME_PATTERN);
  return fc.record({
    tenant: name.map((text) => text as TenantId),
    scope: name.map((text) => text as ScopeId),
    seq: fc.integer({ min: 1 }),
    id: fc.uuid().map((text) => text as EventId),
    type: fc.constantFrom(...HANDLERS.flatMap((handler) => SUBSCRIPTIONS[handler])),
    traceparent: fc.option(fc.constant("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")),
    generation: fc.nat(),
    body: fc.json({ maxDepth: 1 }),
  });
}

function headerOf(headers: readonly (readonly [string, string])[]): (name: string) => string | null {
  return (wanted) => headers.find(([name]) => name === wanted)?.[1] ?? null;
}
