import { createPublicKey, verify } from "node:crypto";
import { canonicalJson } from "../crypto/canonical-json.ts";
import { memberOf, publicJwk, type Jwks, type PublicJwk } from "./jwk.ts";
import { isCertificatePayload } from "./payload-shape.ts";
import type { CertificatePayload } from "./payload.ts";
import { CERTIFICATE_TYPE, certificateHeader } from "./sign.ts";

/** Characters of a certificate that are read at all. */
export const CERTIFICATE_LENGTH_MAX = 4 * 1024 * 1024;

/** Base64url of a SHA-256. */
const KID_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** `line` names the part that does not hold: `form`, `header.alg`, `signature`, `payload.gates.A`, … */
export type CertificateRefusal = { readonly ok: false; readonly line: string; readonly reason: string };

export type SignatureCheck =
  | { readonly ok: true; readonly kid: string; readonly payload: unknown }
  | CertificateRefusal;

export type CertificateCheck =
  | { readonly ok: true; readonly kid: string; readonly payload: CertificatePayload }
  | CertificateRefusal;

/** Checks a certificate against published keys: form, header, key, signature, payload. Never throws. */
export function verifyCertificate(jws: string, { keys }: Jwks): CertificateCheck {
  const check = verifySignature(jws, keys);
  if (!check.ok) return check;
  const { kid, payload } = check;
  let line = "payload";
  const fits = isCertificatePayload(payload, (path) => {
    line = path;
  });
  return fits ? { ok: true, kid, payload } : refuse(line, "is not what a certificate states");
}

/**
 * Checks form, key and signature, strictly: one algorithm, one type, one spelling of everything (RFC 8725).
 * What the payload says is not looked at. Never throws.
 */
export function verifySignature(jws: string, keys: readonly PublicJwk[]): SignatureCheck {
  if (jws.length > CERTIFICATE_LENGTH_MAX)
    return refuse("form", `is longer than ${CERTIFICATE_LENGTH_MAX} characters`);
  const [header, payload, signature, ...rest] = jws.split(".", 4).map(decode);
  if (header == null || payload == null || signature == null || rest.length > 0) {
    return refuse("form", "is not three parts of base64url");
  }
  const head = checkHeader(header);
  if (!head.ok) return head;
  const key = keys.find(({ kid }) => kid === head.kid);
  if (key === undefined) return refuse("header.kid", `names the unknown key ${head.kid}`);
  if (publicJwk(key.x).kid !== key.kid)
    return refuse("header.kid", `names a key whose thumbprint is not ${head.kid}`);
  const signed = Buffer.from(jws.slice(0, jws.lastIndexOf(".")), "ascii");
  if (!signedBy(key, signed, signature)) return refuse("signature", "does not match");
  const content = parse(payload);
  if (content === undefined || !isCanonical(payload, content))
    return refuse("payload", "is not canonical JSON");
  return { ok: true, kid: head.kid, payload: content };
}

function checkHeader(header: Buffer): { readonly ok: true; readonly kid: string } | CertificateRefusal {
  const head = parse(header);
  if (memberOf(head, "alg") !== "EdDSA") return refuse("header.alg", "is not EdDSA");
  if (memberOf(head, "typ") !== CERTIFICATE_TYPE) return refuse("header.typ", `is not ${CERTIFICATE_TYPE}`);
  const kid = memberOf(head, "kid");
  if (typeof kid !== "string" || !KID_PATTERN.test(kid))
    return refuse("header.kid", "names no key by its thumbprint");
  return header.equals(Buffer.from(certificateHeader(kid)))
    ? { ok: true, kid }
    : refuse("header", "says more than alg, kid and typ, or says it in another spelling");
}

function signedBy({ kty, crv, x }: PublicJwk, signed: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(null, signed, createPublicKey({ key: { kty, crv, x }, format: "jwk" }), signature);
  } catch {
    // The key is no point on the curve; nothing was signed by it.
    return false;
  }
}

function refuse(line: string, reason: string): CertificateRefusal {
  return { ok: false, line, reason };
}

/** Bytes of a part; null unless it is the one spelling of them. */
function decode(part: string): Buffer | null {
  const bytes = Buffer.from(part, "base64url");
  return bytes.toString("base64url") === part ? bytes : null;
}

/** Undefined: no JSON, which has no such value. */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** False too where a value that parses has no canonical form: a lone surrogate, or depth beyond the stack. */
function isCanonical(bytes: Buffer, value: unknown): boolean {
  try {
    return bytes.equals(Buffer.from(canonicalJson(value)));
  } catch {
    return false;
  }
}
