import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { SynodError } from "../errors/synod-error.ts";
import { memberOf, publicJwk, type PublicJwk } from "./jwk.ts";

/** A signing key, ready to use. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly jwk: PublicJwk;
}

/** Bytes of randomness that make an Ed25519 key (RFC 8032). */
export const SIGNING_SEED_BYTES = 32;

/** Bytes of a public key. */
const POINT_BYTES = 32;

/** PKCS #8 around an Ed25519 seed: RFC 8410, section 7. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** The key that these 32 random bytes make, as PKCS #8 PEM. The same bytes make the same key. */
export function generateSigningKey(seed: Uint8Array): string {
  if (seed.length !== SIGNING_SEED_BYTES) {
    throw new SynodError(
      "SYN_KEY_INVALID",
      `a signing key is made of ${SIGNING_SEED_BYTES} bytes, not ${seed.length}`,
    );
  }
  return keyOfSeed(seed).export({ type: "pkcs8", format: "pem" }).toString();
}

/** Reads a private key: PKCS #8 PEM, or a private JWK (RFC 8037). Throws SYN_KEY_INVALID if it is no Ed25519 key. */
export function readSigningKey(text: string): SigningKey {
  return text.trimStart().startsWith("{") ? readJwk(text) : signingKey(readPem(text));
}

/** The private JWK of a key, as `readSigningKey` takes it back. Keep it as secret as the key. */
export function exportSigningKey({ key, jwk }: SigningKey): string {
  const { d } = key.export({ format: "jwk" });
  return JSON.stringify({ ...jwk, d });
}

function readPem(text: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch (cause) {
    throw new SynodError("SYN_KEY_INVALID", "the signing key is not a PKCS #8 PEM", { cause });
  }
  if (key.asymmetricKeyType === "ed25519") return key;
  throw new SynodError("SYN_KEY_INVALID", `the signing key is ${String(key.asymmetricKeyType)}, not ed25519`);
}

function readJwk(text: string): SigningKey {
  const jwk = parseJson(text);
  const d = memberOf(jwk, "d");
  if (memberOf(jwk, "kty") !== "OKP" || memberOf(jwk, "crv") !== "Ed25519")
    throw new SynodError("SYN_KEY_INVALID", "the signing key is not of kind OKP, Ed25519");
  const seed = typeof d === "string" ? Buffer.from(d, "base64url") : Buffer.alloc(0);
  if (seed.length !== SIGNING_SEED_BYTES || seed.toString("base64url") !== d) {
    throw new SynodError("SYN_KEY_INVALID", "the signing key's d is not 32 bytes in base64url");
  }
  const read = signingKey(keyOfSeed(seed));
  if (memberOf(jwk, "x") !== read.jwk.x)
    throw new SynodError("SYN_KEY_INVALID", "the signing key's x is not that of its d");
  return read;
}

function keyOfSeed(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });
}

/** The public point closes the SPKI form (RFC 8410). */
function signingKey(key: KeyObject): SigningKey {
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return { key, jwk: publicJwk(spki.subarray(-POINT_BYTES).toString("base64url")) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SynodError("SYN_KEY_INVALID", "the signing key is neither a PKCS #8 PEM nor a JWK", { cause });
  }
}
