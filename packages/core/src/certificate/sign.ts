import { sign } from "node:crypto";
import { canonicalJson } from "../crypto/canonical-json.ts";
import { sha256Hex } from "../crypto/digest.ts";
import type { Digest } from "../ids.ts";
import type { CertificatePayload } from "./payload.ts";
import type { SigningKey } from "./signing-key.ts";

/** `typ` of the JWS header: nothing else that this key signs can pass for a certificate. */
export const CERTIFICATE_TYPE = "synod-certificate+jws";

export interface SignedCertificate {
  /** Compact JWS (RFC 7515), EdDSA over Ed25519 (RFC 8037). */
  readonly jws: string;
  /** SHA-256 of the payload's text; the next certificate names it. */
  readonly payloadDigest: Digest;
}

/** Signs the canonical JSON of the payload. Deterministic: Ed25519 takes no randomness (RFC 8032). */
export function signCertificate(payload: CertificatePayload, { key, jwk }: SigningKey): SignedCertificate {
  const text = canonicalJson(payload);
  const signed = `${base64url(certificateHeader(jwk.kid))}.${base64url(text)}`;
  const signature = sign(null, Buffer.from(signed, "ascii"), key).toString("base64url");
  return { jws: `${signed}.${signature}`, payloadDigest: sha256Hex(text) };
}

/** The one header that a certificate of this key has. */
export function certificateHeader(kid: string): string {
  return canonicalJson({ alg: "EdDSA", kid, typ: CERTIFICATE_TYPE });
}

function base64url(text: string): string {
  return Buffer.from(text, "utf8").toString("base64url");
}
