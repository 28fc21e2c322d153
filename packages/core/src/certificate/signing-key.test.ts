import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { exportSigningKey, generateSigningKey, readSigningKey } from "./signing-key.ts";

/** RFC 8037, appendix A.1. */
const RFC_D = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const RFC_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const RFC_JWK = { kty: "OKP", crv: "Ed25519", d: RFC_D, x: RFC_X };
const SEED = Buffer.from(RFC_D, "base64url");

test("the seed of RFC 8037 makes the key of RFC 8037", () => {
  const pem = generateSigningKey(SEED);
  expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(readSigningKey(pem).jwk.x).toBe(RFC_X);
  expect(generateSigningKey(SEED)).toBe(pem);
});

test("a key exported as JWK reads back as the same key", () => {
  const key = readSigningKey(generateSigningKey(SEED));
  const text = exportSigningKey(key);
  expect(JSON.parse(text)).toEqual({ ...RFC_JWK, kid: key.jwk.kid });
  expect(readSigningKey(text).jwk).toEqual(key.jwk);
  expect(readSigningKey(` ${text}`).key.equals(key.key)).toBe(true);
});

test("a seed of another length makes no key", () => {
  expect(() => generateSigningKey(new Uint8Array(31))).toThrow(/made of 32 bytes, not 31/);
});

test.each<[string, string, RegExp]>([
  ["no PEM", "hello", /not a PKCS #8 PEM/],
  [
    "an RSA key",
    generateKeyPairSync("rsa", { modulusLength: 2048 })
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString(),
    /is rsa, not ed25519/,
  ],
  [
    "a public key",
    generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString(),
    /not a PKCS #8 PEM/,
  ],
  ["broken JSON", "{", /neither a PKCS #8 PEM nor a JWK/],
  ["a JWK of another kind", JSON.stringify({ ...RFC_JWK, kty: "EC" }), /not of kind OKP, Ed25519/],
  ["a JWK of another curve", JSON.stringify({ ...RFC_JWK, crv: "X25519" }), /not of kind OKP, Ed25519/],
  ["a public JWK", JSON.stringify({ ...RFC_JWK, d: undefined }), /d is not 32 bytes/],
  ["a short d", JSON.stringify({ ...RFC_JWK, d: "AAAA" }), /d is not 32 bytes/],
  ["a d in another spelling", JSON.stringify({ ...RFC_JWK, d: `${RFC_D}=` }), /d is not 32 bytes/],
  ["another's x", JSON.stringify({ ...RFC_JWK, x: RFC_D }), /x is not that of its d/],
])("%s is refused", (_what, text, reason) => {
  expect(() => readSigningKey(text)).toThrow(reason);
});
