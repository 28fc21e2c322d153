import { createPublicKey, verify } from "node:crypto";
import { canonicalJson } from "../crypto/canonical-json.ts";
import { CERTIFICATE_TYPE, type PublicJwk } from "./sign.ts";

export type SignatureCheck =
  | { readonly ok: true; readonly kid: string; readonly payload: unknown }
  | { readonly ok: false; readonly reason: string };

/** Checks form, key and signature of a certificate, strictly: one algorithm, one type, canonical payload. */
export function verifySignature(jws: string, keys: readonly PublicJwk[]): SignatureCheck {
  const parts = jws.split(".");
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined) {
    return refuse("it is not a compact JWS");
  }
  const head = parse(header);
  if (head === null || typeof head !== "object" || !("kid" in head) || typeof head.kid !== "string") {
    return refuse("its header names no key");
  }
  if (canonicalJson(head) !== canonicalJson({ alg: "EdDSA", kid: head.kid, typ: CERTIFICATE_TYPE })) {
    return refuse("its header is not that of a certificate");
  }
  const { kid } = head;
  const jwk = keys.find((key) => key.kid === kid);
  if (jwk === undefined) return refuse(`the key ${kid} is not known`);
  const key = createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: "jwk" });
  const signed = Buffer.from(`${header}.${payload}`, "ascii");
  if (!verify(null, signed, key, Buffer.from(signature, "base64url"))) return refuse("the signature does not match");
  const content = parse(payload);
  if (content === null || canonicalJson(content) !== Buffer.from(payload, "base64url").toString("utf8")) {
    return refuse("its payload is not canonical JSON");
  }
  return { ok: true, kid, payload: content };
}

function refuse(reason: string): SignatureCheck {
  return { ok: false, reason };
}

function parse(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
