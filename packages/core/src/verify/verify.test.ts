import { describe, expect, test } from "vitest";
import { TestLog, SCOPE } from "../case/log.fixture.ts";
import { certificatePayload } from "../case/certificate-payload.ts";
import { newCaseState } from "../case/new-state.ts";
import { foldEvent } from "../case/fold.ts";
import { configured, confirm, PROVISIONED, wholeRound } from "../case/round.fixture.ts";
import type { CertificatePayload } from "../certificate/payload.ts";
import { PAYLOAD } from "../certificate/payload.fixture.ts";
import { signCertificate } from "../certificate/sign.ts";
import { generateSigningKey, readSigningKey } from "../certificate/signing-key.ts";
import { sha256Hex } from "../crypto/digest.ts";
import { DEFAULT_FINALITY_POLICY as policy, FINALITY_DEFAULTS, finalityPolicy } from "../finality/policy.ts";
import type { Evaluation } from "../finality/types.ts";
import { priced } from "../graph/graph.fixture.ts";
import type { IsoInstant } from "../ids.ts";
import { CHAIN_START, checkLink, type ChainPosition } from "./chain.ts";
import { checkClaims, type VerifyInputs } from "./recompute.ts";

const KEY = readSigningKey(generateSigningKey(new Uint8Array(32).fill(3)));
const INPUTS: VerifyInputs = { policy, keys: [KEY.jwk] };

function judgedCase(): TestLog {
  const log = new TestLog();
  log.append(configured({ clock: "case" }), PROVISIONED);
  wholeRound(log, "1.md", [priced(100, { confidence: 0.95 })]);
  for (const confirmation of [1, 2, 3]) confirm(log, confirmation);
  return log;
}

/** What a certificate of the standing evaluation states, but for what is forged. */
function payloadOf(log: TestLog, forged: Partial<CertificatePayload>): CertificatePayload {
  const standing = log.state.evaluation;
  if (standing === null) throw new Error("the case was judged");
  const context = {
    issuedAt: log.now,
    governance: sha256Hex("governance"),
    authorizationModel: sha256Hex("model"),
  };
  return { ...certificatePayload(log.state, standing, context), ...forged };
}

/** The first claim of a log that does not hold. */
function firstBad(log: TestLog, inputs: VerifyInputs = INPUTS) {
  const state = newCaseState(log.state);
  for (const event of log.opened) {
    const bad = checkClaims(state, event, inputs);
    if (bad !== null) return bad;
    foldEvent(state, event);
  }
  return null;
}

function certify(
  log: TestLog,
  more: Partial<CertificatePayload> = {},
  evaluated = log.state.evaluation?.seq ?? 0,
) {
  const { jws, payloadDigest } = signCertificate(payloadOf(log, more), KEY);
  log.append({
    type: "finality.certified",
    data: { jws, payload_digest: payloadDigest, evaluated_seq: evaluated },
  });
}

describe("what a log claims is recomputed", () => {
  test("every verdict and certificate of an honest log holds", () => {
    const log = judgedCase();
    certify(log);
    wholeRound(log, "2.md", []);
    certify(log);
    expect(firstBad(log)).toBeNull();
  });

  test.each<[string, (evaluation: Evaluation) => Evaluation, RegExp]>([
    [
      "verdict",
      (evaluation) => ({ ...evaluation, verdict: "ACTIVE" }),
      /says ACTIVE, the formulas say RESOLVED/,
    ],
    ["knowledge", (evaluation) => ({ ...evaluation, knowledge_digest: sha256Hex("x") }), /another knowledge/],
    ["digest", (evaluation) => ({ ...evaluation, digest: sha256Hex("x") }), /another digest/],
  ])("a forged %s is found", (_what, forge, reason) => {
    const log = judgedCase();
    const last = log.state.evaluation?.evaluation;
    if (last === undefined) throw new Error("the case was judged");
    log.append({ type: "finality.evaluated", data: forge(last) });
    expect(firstBad(log)).toMatchObject({ seq: log.records.length, reason: expect.stringMatching(reason) });
  });

  test("a verdict of another policy is left to those who hold it", () => {
    const log = judgedCase();
    const last = log.state.evaluation?.evaluation;
    if (last === undefined) throw new Error("the case was judged");
    const other = finalityPolicy({ ...FINALITY_DEFAULTS, version: 2 });
    log.append({
      type: "finality.evaluated",
      data: { ...last, verdict: "BLOCKED", policy_digest: other.digest },
    });
    expect(firstBad(log)).toBeNull();
    expect(firstBad(log, { policy: other, keys: null })?.seq).toBe(log.records.length);
    expect(firstBad(log, { policy: null, keys: null })).toBeNull();
  });

  test.each<[string, Partial<CertificatePayload>]>([
    ["tenant", { tenant: "other" as CertificatePayload["tenant"] }],
    ["verdict", { verdict: "ACTIVE" }],
    ["digest", { digest: sha256Hex("x") }],
    ["snapshot", { snapshot: { ...PAYLOAD.snapshot, critical_assessments: 7 } }],
    ["log", { log: { seq: 1, hash: sha256Hex("x") } }],
    ["previous", { previous: sha256Hex("x") }],
    ["score", { score: 0.99 }],
    ["v", { v: 0.01 }],
    ["trajectory", { trajectory: [] }],
    ["approvals", { approvals: [sha256Hex("x")] }],
    ["as_of", { as_of: { valid: null, recorded: "2020-01-01T00:00:00.000Z" as IsoInstant } }],
    ["policies", { policies: { ...PAYLOAD.policies, evidence_schema: sha256Hex("x") } }],
  ])("a certificate that states another %s is found", (name, more) => {
    const log = judgedCase();
    certify(log, more);
    expect(firstBad(log)?.reason).toBe(`its certificate states another ${name} than the log`);
  });

  test("a certificate by another key, of an evaluation that does not stand, or of none is found", () => {
    const log = judgedCase();
    certify(log);
    const other = readSigningKey(generateSigningKey(new Uint8Array(32).fill(4)));
    expect(firstBad(log, { policy, keys: [other.jwk] })?.reason).toMatch(/does not verify: header\.kid/);
    expect(firstBad(log, { policy, keys: null })).toBeNull();
    const early = judgedCase();
    certify(early, {}, 3);
    expect(firstBad(early)?.reason).toBe("certifies an evaluation that does not stand");
    const event = log.opened.at(-1);
    if (event === undefined) throw new Error("the log has events");
    expect(checkClaims(newCaseState(SCOPE), event, INPUTS)?.reason).toMatch(/does not stand/);
  });

  test("an event that names another payload than its certificate has is found", () => {
    const log = judgedCase();
    const { jws } = signCertificate(payloadOf(log, {}), KEY);
    log.append({
      type: "finality.certified",
      data: { jws, payload_digest: sha256Hex("x"), evaluated_seq: log.state.evaluation?.seq ?? 0 },
    });
    expect(firstBad(log)?.reason).toBe("states another digest than its certificate has");
  });
});

describe("a chain is walked link by link", () => {
  const log = judgedCase();
  const at = (index: number): { record: (typeof log.records)[number]; body: (typeof log.bodies)[number] } => {
    const [record, body] = [log.records[index], log.bodies[index]];
    if (record === undefined || body === undefined) throw new Error(`there is no event ${index}`);
    return { record, body };
  };
  const before = (index: number): ChainPosition => {
    const { record } = at(index);
    return { seq: record.seq, hash: record.hash, recordedAt: record.recorded_at };
  };

  test("an honest one holds from its start", () => {
    expect(checkLink(CHAIN_START, at(0).record, at(0).body)).toBeNull();
    expect(checkLink(before(0), at(1).record, at(1).body)).toBeNull();
  });

  test.each<[string, Partial<(typeof log.records)[number]>, RegExp]>([
    ["a gap", { seq: 3 }, /follows 1: an event is missing/],
    ["another rule of hashing", { hash_version: 2 }, /unknown hash version 2/],
    ["another predecessor", { prev_hash: sha256Hex("x") }, /does not name the hash/],
    ["a changed body", { body: "{}" }, /does not hash/],
    ["a changed hash", { hash: sha256Hex("x") }, /does not hash/],
    [
      "time that ran backwards",
      { recorded_at: "2020-01-01T00:00:00.000Z" as IsoInstant },
      /before the event before/,
    ],
    ["a changed column", { type: "timer.fired" }, /its column type is not what was hashed/],
  ])("%s is found", (_what, more, reason) => {
    const { record, body } = at(1);
    expect(checkLink(before(0), { ...record, ...more }, body)?.reason).toMatch(reason);
  });
});
