import canonicalize from "canonicalize";
import { SynodError } from "../errors/synod-error.ts";

/**
 * RFC 8785 (JCS) text of a JSON value: the one form in which anything is hashed or signed.
 * Rejects what has no JSON form (undefined at the top, NaN, Infinity) with SYN_INTERNAL.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new SynodError("SYN_INTERNAL", "a value has no canonical JSON form");
  return text;
}
