import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { generateSigningKey, readSigningKey, SIGNING_SEED_BYTES, type SigningKey } from "@synod/core";

/** The development profile's key: made on first use and kept. The rename leaves a whole key or none. */
export async function keepSigningKey(path: string): Promise<SigningKey> {
  const kept = await readFile(path, "utf8").catch(() => null);
  if (kept !== null) return readSigningKey(kept);
  const pem = generateSigningKey(randomBytes(SIGNING_SEED_BYTES));
  await writeFile(`${path}.new`, pem, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return readSigningKey(pem);
}
