import { canonicalJson } from "../crypto/canonical-json.ts";
import { sha256Hex } from "../crypto/digest.ts";
import { SynodError } from "../errors/synod-error.ts";

/** An Ed25519 public key as JWK (RFC 8037), with its thumbprint as `kid`. */
export interface PublicJwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  /** Base64url, 32 bytes. */
  readonly x: string;
  readonly kid: string;
}

/** A JWK set (RFC 7517), as it is published at `/.well-known/jwks.json`: the key in use and the old ones. */
export interface Jwks {
  readonly keys: readonly PublicJwk[];
}

/** Keys in a set that are read at all. */
const KEYS_MAX = 1000;

/** 32 bytes in base64url without padding. The last digit carries 4 bits, so only some letters can stand there. */
const X_PATTERN = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** The key that has this `x`; its `kid` is the RFC 7638 thumbprint. */
export function publicJwk(x: string): PublicJwk {
  const thumbprint = sha256Hex(canonicalJson({ crv: "Ed25519", kty: "OKP", x }));
  return { kty: "OKP", crv: "Ed25519", x, kid: Buffer.from(thumbprint, "hex").toString("base64url") };
}

/** The set of these keys, each once, in the order given. Members that are not public are left out. */
export function jwksOf(keys: readonly PublicJwk[]): Jwks {
  return { keys: [...new Map(keys.map(({ x }) => [x, publicJwk(x)])).values()] };
}

/**
 * Reads a published set. Keys of other kinds are passed over, as RFC 7517 asks. Throws SYN_KEY_INVALID if it
 * is no JWK set, or names an Ed25519 key by anything but its thumbprint.
 */
export function parseJwks(text: string): Jwks {
  const keys = memberOf(parseJson(text), "keys");
  if (!Array.isArray(keys)) throw new SynodError("SYN_KEY_INVALID", "a JWK set has a list of keys");
  if (keys.length > KEYS_MAX)
    throw new SynodError("SYN_KEY_INVALID", `a JWK set has at most ${KEYS_MAX} keys`);
  return jwksOf(keys.flatMap((key: unknown, index) => readKey(key, index)));
}

function readKey(key: unknown, index: number): PublicJwk[] {
  if (memberOf(key, "kty") !== "OKP" || memberOf(key, "crv") !== "Ed25519") return [];
  const x = memberOf(key, "x");
  if (typeof x !== "string" || !X_PATTERN.test(x)) {
    throw new SynodError("SYN_KEY_INVALID", `keys.${index}.x is not 32 bytes in base64url`);
  }
  const jwk = publicJwk(x);
  if (memberOf(key, "kid") !== jwk.kid)
    throw new SynodError("SYN_KEY_INVALID", `keys.${index}.kid is not its thumbprint ${jwk.kid}`);
  return [jwk];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SynodError("SYN_KEY_INVALID", "a JWK set is JSON", { cause });
  }
}

/** A member of what may be no object. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
