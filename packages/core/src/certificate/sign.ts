import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { canonicalJson } from "../crypto/canonical-json.ts";
import { sha256Hex } from "../crypto/digest.ts";
import { SynodError } from "../errors/synod-error.ts";
import type { Digest } from "../ids.ts";
import type { CertificatePayload } from "./payload.ts";

/** `typ` of the JWS header: nothing else that this key signs can pass for a certificate. */
export const CERTIFICATE_TYPE = "synod-certificate+jws";

/** An Ed25519 public key as JWK (RFC 8037), with its thumbprint as `kid`. */
export interface PublicJwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly kid: string;
}

/** A signing key, ready to use. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly jwk: PublicJwk;
}

export interface SignedCertificate {
  /** Compact JWS (RFC 7515), EdDSA. */
  readonly jws: string;
  readonly payloadDigest: Digest;
}

/** Signs the canonical JSON of the payload. Deterministic: Ed25519 takes no randomness (RFC 8032). */
export function signCertificate(payload: CertificatePayload, { key, jwk }: SigningKey): SignedCertificate {
  const text = canonicalJson(payload);
  const header = canonicalJson({ alg: "EdDSA", kid: jwk.kid, typ: CERTIFICATE_TYPE });
  const signed = `${base64url(header)}.${base64url(text)}`;
  const signature = sign(null, Buffer.from(signed, "ascii"), key).toString("base64url");
  return { jws: `${signed}.${signature}`, payloadDigest: sha256Hex(text) };
}

/** A new key, as PKCS #8 PEM. */
export function generateSigningKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** Reads a PKCS #8 PEM. Throws SYN_KEY_MISSING if it holds no Ed25519 private key. */
export function readSigningKey(pem: string): SigningKey {
  const key = privateKey(pem);
  if (key.asymmetricKeyType !== "ed25519") {
    throw new SynodError("SYN_KEY_MISSING", `the signing key is ${key.asymmetricKeyType ?? "unknown"}, not ed25519`);
  }
  return { key, jwk: publicJwk(createPublicKey(key)) };
}

function privateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new SynodError("SYN_KEY_MISSING", "the signing key is not a PKCS #8 PEM", { cause });
  }
}

/** `kid` is the RFC 7638 thumbprint. */
function publicJwk(key: KeyObject): PublicJwk {
  const { x } = key.export({ format: "jwk" });
  if (x === undefined) throw new SynodError("SYN_KEY_MISSING", "the signing key has no public part");
  const thumbprint = sha256Hex(canonicalJson({ crv: "Ed25519", kty: "OKP", x }));
  return { kty: "OKP", crv: "Ed25519", x, kid: Buffer.from(thumbprint, "hex").toString("base64url") };
}

function base64url(text: string): string {
  return Buffer.from(text, "utf8").toString("base64url");
}
