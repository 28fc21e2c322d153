import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../crypto/canonical-json.ts";
import { Keyring } from "../crypto/keyring.ts";
import { assertKey, wrapKey } from "../crypto/seal.ts";
import type { Digest, DocumentId, EventId, IsoInstant, ScopeId, TenantId } from "../ids.ts";
import { linkHash } from "./chain.ts";
import { finishDrafts, recordedAtAfter, type DraftContext } from "./draft.ts";
import { GENESIS_HASH, type EventDraft } from "./event.ts";
import { openEvent } from "./open.ts";

const document = "d".repeat(64) as DocumentId;
const master = assertKey(new Uint8Array(32).fill(1));
const noon = "2026-06-01T12:00:00.000Z" as IsoInstant;

function context(keyring: Keyring, cause: DraftContext["cause"] = null): DraftContext {
  let next = 0;
  return {
    scope: { tenant: "acme" as TenantId, scope: "crane" as ScopeId },
    actor: "service:test",
    cause,
    traceparent: null,
    recordedAt: noon,
    keyring,
    nextId: () => `id-${(next += 1)}` as EventId,
  };
}

const provisioned: EventDraft = {
  type: "scope.provisioned",
  data: { model_digest: GENESIS_HASH },
  idempotencyKey: "provisioned",
};

const extraction = { document, analyst: "test@1", statements: [], risks: [], evidence_kind: null };

const withText: EventDraft = {
  type: "knowledge.changed",
  data: {
    kind: "assessment",
    proposal: "assess:1" as never,
    assessment: { digest: GENESIS_HASH, goals: [] },
  },
  sealed: { document, content: extraction },
};

describe("the hash chain", () => {
  it("links sha256(prev ‖ int8(seq) ‖ sha256(body)), big-endian", () => {
    const body = '{"a":"ü"}';
    const bodyHash = createHash("sha256").update(Buffer.from(body, "utf8")).digest();
    const bytes = Buffer.concat([Buffer.alloc(32), Buffer.from([0, 0, 0, 0, 0, 0, 1, 2]), bodyHash]);
    expect(linkHash(GENESIS_HASH, 258, body)).toBe(createHash("sha256").update(bytes).digest("hex"));
  });
});

describe("finishing drafts", () => {
  it("makes the first event of a chain its own correlation, and later ones follow their cause", () => {
    const [first] = finishDrafts([provisioned], context(new Keyring(master)));
    expect(first?.body).toMatchObject({
      correlation_id: "id-1",
      causation_id: null,
      idempotency_key: "provisioned",
    });
    const cause = { id: "cause" as EventId, correlationId: "origin" as EventId };
    const [second, third] = finishDrafts(
      [provisioned, { ...provisioned, causedBy: "other" as EventId }],
      context(new Keyring(master), cause),
    );
    expect(second?.body).toMatchObject({ correlation_id: "origin", causation_id: "cause" });
    expect(third?.body.causation_id).toBe("other");
  });

  it("hashes the canonical text of the whole envelope", () => {
    const [event] = finishDrafts([provisioned], context(new Keyring(master)));
    expect(event?.text).toBe(canonicalJson(event?.body));
    expect(event?.text).toContain('"recorded_at":"2026-06-01T12:00:00.000Z"');
  });

  it("seals content under the document's key, and opens it again", () => {
    const keyring = new Keyring(master);
    keyring.add(document, wrapKey(master, assertKey(new Uint8Array(32).fill(2))));
    const [event] = finishDrafts([withText], context(keyring));
    if (event === undefined) throw new Error("nothing was drafted");
    expect(event.text).not.toContain("test@1");
    expect(openEvent(event.body, 1, GENESIS_HASH, keyring)).toMatchObject({
      content: extraction,
      erased: false,
      seq: 1,
    });
  });

  it("says erased once the key is gone, and broken when no key was ever there", () => {
    const keyring = new Keyring(master);
    keyring.add(document, wrapKey(master, assertKey(new Uint8Array(32).fill(2))));
    const [event] = finishDrafts([withText], context(keyring));
    if (event === undefined) throw new Error("nothing was drafted");
    keyring.add(document, null);
    expect(openEvent(event.body, 1, "h" as Digest, keyring)).toMatchObject({ content: null, erased: true });
    expect(() => openEvent(event.body, 1, "h" as Digest, new Keyring(master))).toThrow("SYN_LOG_BROKEN");
    expect(() => finishDrafts([withText], context(keyring))).toThrow("erased");
  });
});

describe("time in a scope", () => {
  it("never runs backwards", () => {
    const head = { seq: 1, hash: GENESIS_HASH, epoch: 0, recordedAt: noon };
    expect(recordedAtAfter(head, "2026-06-01T11:00:00.000Z" as IsoInstant)).toBe(noon);
    expect(recordedAtAfter(head, "2026-06-01T13:00:00.000Z" as IsoInstant)).toBe("2026-06-01T13:00:00.000Z");
    expect(recordedAtAfter(null, noon)).toBe(noon);
  });
});
