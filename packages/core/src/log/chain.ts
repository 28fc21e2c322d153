import { createHash } from "node:crypto";
import type { Digest } from "../ids.ts";

/**
 * One link of the chain: `sha256(prev ‖ int8(seq) ‖ sha256(body))`, with `prev` as 32 bytes, `seq` as a
 * big-endian 64-bit integer and `body` as UTF-8. The same rule stands in SQL (the append function).
 */
export function linkHash(prev: Digest, seq: number, body: string): Digest {
  const position = Buffer.alloc(8);
  position.writeBigInt64BE(BigInt(seq));
  const bodyHash = createHash("sha256").update(body, "utf8").digest();
  return createHash("sha256")
    .update(Buffer.from(prev, "hex"))
    .update(position)
    .update(bodyHash)
    .digest("hex") as Digest;
}
