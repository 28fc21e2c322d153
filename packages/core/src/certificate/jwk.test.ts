import { expect, test } from "vitest";
import { SynodError } from "../errors/synod-error.ts";
import { jwksOf, parseJwks, publicJwk } from "./jwk.ts";

/** RFC 8037, appendices A.2 and A.3. */
const RFC_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const RFC_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

const key = publicJwk(RFC_X);
const refusal = (text: string): string => {
  try {
    parseJwks(text);
  } catch (thrown) {
    if (thrown instanceof SynodError && thrown.code === "SYN_KEY_INVALID") return thrown.detail;
    throw thrown;
  }
  return "none";
};

test("a key is named by its thumbprint, as in RFC 8037", () => {
  expect(key).toEqual({ kty: "OKP", crv: "Ed25519", x: RFC_X, kid: RFC_THUMBPRINT });
});

test("a published set reads back, each key once and without what is not public", () => {
  const secret = { ...key, d: "secret" };
  const published = jwksOf([secret, key]);
  expect(published).toEqual({ keys: [key] });
  expect(parseJwks(JSON.stringify(published))).toEqual(published);
});

test("keys of other kinds in a set are passed over", () => {
  const others = [{ kty: "RSA", n: "AQAB", e: "AQAB" }, { kty: "OKP", crv: "X25519", x: RFC_X }, null, "key"];
  expect(parseJwks(JSON.stringify({ keys: [...others, { ...key, use: "sig" }] }))).toEqual({ keys: [key] });
});

test("what is no set, or a set with a wrong key in it, is refused", () => {
  expect(refusal("{")).toBe("a JWK set is JSON");
  expect(refusal("null")).toBe("a JWK set has a list of keys");
  expect(refusal('{"keys": {}}')).toBe("a JWK set has a list of keys");
  expect(refusal(JSON.stringify({ keys: Array.from({ length: 1001 }, () => key) }))).toBe(
    "a JWK set has at most 1000 keys",
  );
  expect(refusal(JSON.stringify({ keys: [{ ...key, x: 7 }] }))).toBe("keys.0.x is not 32 bytes in base64url");
  expect(refusal(JSON.stringify({ keys: [key, { ...key, x: `${RFC_X}A` }] }))).toBe(
    "keys.1.x is not 32 bytes in base64url",
  );
  expect(refusal(JSON.stringify({ keys: [{ ...key, kid: "mine" }] }))).toBe(
    `keys.0.kid is not its thumbprint ${RFC_THUMBPRINT}`,
  );
});
