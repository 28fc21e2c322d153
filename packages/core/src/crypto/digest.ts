import { createHash } from "node:crypto";
import type { Digest } from "../ids.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Lower-case hex SHA-256 of bytes, or of a text's UTF-8. */
export function sha256Hex(data: string | Uint8Array): Digest {
  return createHash("sha256").update(data).digest("hex") as Digest;
}

/** SHA-256 over the RFC 8785 text of a JSON value. */
export function digestOf(value: unknown): Digest {
  return sha256Hex(canonicalJson(value));
}
