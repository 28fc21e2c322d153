import { sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../crypto/canonical-json.ts";
import { digestOf } from "../crypto/digest.ts";
import { jwksOf, publicJwk } from "./jwk.ts";
import { PAYLOAD } from "./payload.fixture.ts";
import { CERTIFICATE_TYPE, signCertificate } from "./sign.ts";
import { generateSigningKey, readSigningKey } from "./signing-key.ts";
import { CERTIFICATE_LENGTH_MAX, verifyCertificate, verifySignature } from "./verify.ts";

const key = readSigningKey(generateSigningKey(Buffer.alloc(32, 1)));
const old = readSigningKey(generateSigningKey(Buffer.alloc(32, 2)));
const jwks = jwksOf([key.jwk, old.jwk]);
const { jws, payloadDigest } = signCertificate(PAYLOAD, key);

const encode = (text: string | Uint8Array) => Buffer.from(text).toString("base64url");
/** Signs whatever is given, as someone who has the key could. */
const forge = (header: string | Uint8Array, payload: string | Uint8Array) => {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${encode(sign(null, Buffer.from(signed), key.key))}`;
};
/** The order of the Ed25519 group, RFC 8032, section 5.1. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The other signature of the same text: S + L, which a lax verifier takes. RFC 8032, section 8.4. */
function malleated(signature: string): string {
  const bytes = Buffer.from(signature, "base64url");
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString("hex")}`) + ORDER;
  const digits = s.toString(16).padStart(64, "0");
  return Buffer.concat([bytes.subarray(0, 32), Buffer.from(digits, "hex").reverse()]).toString("base64url");
}

const HEADER = { alg: "EdDSA", kid: key.jwk.kid, typ: CERTIFICATE_TYPE };
const lineOf = (text: string) => {
  const check = verifyCertificate(text, jwks);
  return check.ok ? "ok" : check.line;
};

test("a certificate verifies with the published keys and gives back what was signed", () => {
  expect(verifyCertificate(jws, jwks)).toEqual({ ok: true, kid: key.jwk.kid, payload: PAYLOAD });
  expect(payloadDigest).toBe(digestOf(PAYLOAD));
});

test("signing twice gives the same bytes", () => {
  expect(signCertificate(structuredClone(PAYLOAD), key).jws).toBe(jws);
});

test("what an old key signed still verifies after a rotation, and not once its key is gone", () => {
  const before = signCertificate(PAYLOAD, old).jws;
  expect(verifyCertificate(before, jwks)).toMatchObject({ ok: true, kid: old.jwk.kid });
  expect(verifyCertificate(before, jwksOf([key.jwk]))).toEqual({
    ok: false,
    line: "header.kid",
    reason: `names the unknown key ${old.jwk.kid}`,
  });
});

test("the next certificate names the one before it", () => {
  const next = { ...PAYLOAD, log: { ...PAYLOAD.log, seq: 50 }, previous: payloadDigest };
  expect(verifyCertificate(signCertificate(next, key).jws, jwks)).toMatchObject({
    ok: true,
    payload: { previous: payloadDigest },
  });
});

describe("refused, with the line that differs", () => {
  const [header = "", payload = "", signature = ""] = jws.split(".");

  test.each<[string, string, string]>([
    ["not three parts", `${header}.${payload}`, "form"],
    ["four parts", `${jws}.AAAA`, "form"],
    ["many parts", `${jws}${".".repeat(1000)}`, "form"],
    ["padding", `${header}.${payload}.${signature}==`, "form"],
    ["a space", `${jws} `, "form"],
    ["a line break inside", `${header}.\n${payload}.${signature}`, "form"],
    ["nothing at all", "", "form"],
    ["too long", "A".repeat(CERTIFICATE_LENGTH_MAX + 1), "form"],
    ["a header that is no JSON", forge("{", canonicalJson(PAYLOAD)), "header.alg"],
    ["a header that is no object", forge("7", canonicalJson(PAYLOAD)), "header.alg"],
    ["a header of null", forge("null", canonicalJson(PAYLOAD)), "header.alg"],
    ["no algorithm", forge(canonicalJson({ ...HEADER, alg: "none" }), canonicalJson(PAYLOAD)), "header.alg"],
    [
      "another algorithm",
      forge(canonicalJson({ ...HEADER, alg: "HS256" }), canonicalJson(PAYLOAD)),
      "header.alg",
    ],
    ["another type", forge(canonicalJson({ ...HEADER, typ: "JWT" }), canonicalJson(PAYLOAD)), "header.typ"],
    [
      "no key",
      forge(canonicalJson({ alg: "EdDSA", typ: CERTIFICATE_TYPE }), canonicalJson(PAYLOAD)),
      "header.kid",
    ],
    [
      "a key not named by thumbprint",
      forge(canonicalJson({ ...HEADER, kid: "prod" }), canonicalJson(PAYLOAD)),
      "header.kid",
    ],
    [
      "a key in the header",
      forge(canonicalJson({ ...HEADER, jwk: key.jwk }), canonicalJson(PAYLOAD)),
      "header",
    ],
    [
      "a header in another order",
      forge(JSON.stringify({ typ: HEADER.typ, alg: HEADER.alg, kid: HEADER.kid }), canonicalJson(PAYLOAD)),
      "header",
    ],
    ["another signature", `${header}.${payload}.${encode(Buffer.alloc(64))}`, "signature"],
    ["a short signature", `${header}.${payload}.AAAA`, "signature"],
    [
      "a signature whose S is larger by the order of the group",
      `${header}.${payload}.${malleated(signature)}`,
      "signature",
    ],
    [
      "a header that says one thing twice",
      forge(canonicalJson(HEADER).replace("{", '{"alg":"none",'), canonicalJson(PAYLOAD)),
      "header",
    ],
    [
      "a payload that says one thing twice",
      forge(canonicalJson(HEADER), canonicalJson(PAYLOAD).replace("{", '{"verdict":"ACTIVE",')),
      "payload",
    ],
    ["bytes after the payload", forge(canonicalJson(HEADER), `${canonicalJson(PAYLOAD)}\n`), "payload"],
    ["a payload that is no JSON", forge(canonicalJson(HEADER), "{"), "payload"],
    ["a payload in another spelling", forge(canonicalJson(HEADER), JSON.stringify(PAYLOAD)), "payload"],
    ["a payload that is not UTF-8", forge(canonicalJson(HEADER), Buffer.from([0x22, 0xff, 0x22])), "payload"],
    ["a payload with a lone surrogate", forge(canonicalJson(HEADER), '"\\ud800"'), "payload"],
    [
      "a payload beyond the stack",
      forge(canonicalJson(HEADER), "[".repeat(300_000) + "]".repeat(300_000)),
      "payload",
    ],
    ["a payload that is no object", forge(canonicalJson(HEADER), "null"), "payload"],
    [
      "another version",
      forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, version: 2 })),
      "payload.version",
    ],
    [
      "an unknown verdict",
      forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, verdict: "toString" })),
      "payload.verdict",
    ],
    [
      "a digest of another length",
      forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, digest: "ab" })),
      "payload.digest",
    ],
    [
      "a day instead of an instant",
      forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, issued_at: "2025-11-03" })),
      "payload.issued_at",
    ],
    [
      "a list for an object",
      forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, log: [] })),
      "payload.log",
    ],
    ["no gates", forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, gates: 1 })), "payload.gates"],
    [
      "a gate missing",
      forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, gates: { ...PAYLOAD.gates, P: null } })),
      "payload.gates.P",
    ],
    [
      "a list that is none",
      forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, trajectory: {} })),
      "payload.trajectory",
    ],
    [
      "a point without V",
      forge(
        canonicalJson(HEADER),
        canonicalJson({ ...PAYLOAD, trajectory: [{ score: 1, v: 0 }, { score: 1 }] }),
      ),
      "payload.trajectory.1.v",
    ],
    [
      "a negative seq",
      forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, log: { ...PAYLOAD.log, seq: -1 } })),
      "payload.log.seq",
    ],
    [
      "a day that is none",
      forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, as_of: { ...PAYLOAD.as_of, valid: 7 } })),
      "payload.as_of.valid",
    ],
    [
      "a wrong link",
      forge(canonicalJson(HEADER), canonicalJson({ ...PAYLOAD, previous: 7 })),
      "payload.previous",
    ],
  ])("%s", (_what, text, line) => {
    expect(lineOf(text)).toBe(line);
  });

  test("a set that names a key by another's thumbprint", () => {
    const check = verifySignature(jws, [{ ...old.jwk, kid: key.jwk.kid }]);
    expect(check).toMatchObject({
      ok: false,
      line: "header.kid",
      reason: expect.stringContaining("thumbprint"),
    });
  });

  test("a key that is no key", () => {
    const nonsense = publicJwk("AAAA");
    const text = forge(canonicalJson({ ...HEADER, kid: nonsense.kid }), canonicalJson(PAYLOAD));
    expect(verifySignature(text, [nonsense])).toMatchObject({ ok: false, line: "signature" });
  });
});

test("no day of the world is a valid time too", () => {
  const undated = { ...PAYLOAD, as_of: { ...PAYLOAD.as_of, valid: null } };
  expect(lineOf(signCertificate(undated, key).jws)).toBe("ok");
});

test("any one character changed is noticed", () => {
  fc.assert(
    fc.property(fc.nat({ max: jws.length - 1 }), fc.constantFrom(..."ABCxyz019-_.="), (index, char) => {
      const changed = jws.slice(0, index) + char + jws.slice(index + 1);
      expect(lineOf(changed) === "ok").toBe(changed === jws);
    }),
    { numRuns: 500 },
  );
});

test("no text makes it throw", () => {
  const parts = fc
    .array(fc.oneof(fc.string(), fc.json().map(encode)), { maxLength: 4 })
    .map((list) => list.join("."));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), parts), (text) => {
      expect(verifyCertificate(text, jwks).ok).toBe(false);
    }),
    { numRuns: 500 },
  );
});
