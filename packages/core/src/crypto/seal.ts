import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import type { DocumentId } from "../ids.ts";
import type { Sealed } from "../log/event.ts";
import { SynodError } from "../errors/synod-error.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";

/** A document's data key, or the master key that wraps them: 32 bytes. */
export type SecretKey = Uint8Array & { readonly length: number };

/**
 * Encrypts `text` under the key of `document` (AES-256-GCM, NIST SP 800-38D). The nonce is derived
 * from key and text, so that sealing the same text again gives the same bytes (a retry appends the
 * same event) and two texts never share a nonce.
 */
export function seal(document: DocumentId, key: SecretKey, text: string): Sealed {
  const box = encrypt(key, Buffer.from(text, "utf8"));
  return {
    document,
    nonce: box.subarray(0, NONCE_BYTES).toString("base64"),
    ciphertext: box.subarray(NONCE_BYTES).toString("base64"),
  };
}

/** The text of a sealed part. Throws SYN_LOG_BROKEN if the key is another's or a bit was changed. */
export function unseal(sealed: Sealed, key: SecretKey): string {
  const box = Buffer.concat([Buffer.from(sealed.nonce, "base64"), Buffer.from(sealed.ciphertext, "base64")]);
  return decrypt(key, box, `a sealed part of document ${sealed.document}`).toString("utf8");
}

/** A data key under the master key: base64 of nonce, ciphertext and tag. */
export function wrapKey(master: SecretKey, key: SecretKey): string {
  return encrypt(master, Buffer.from(key)).toString("base64");
}

/** Throws SYN_LOG_BROKEN if `wrapped` was not made by this master key. */
export function unwrapKey(master: SecretKey, wrapped: string): SecretKey {
  const key = decrypt(master, Buffer.from(wrapped, "base64"), "a wrapped document key");
  return assertKey(key);
}

/** Checks the length once, at the door. */
export function assertKey(bytes: Uint8Array): SecretKey {
  if (bytes.length !== KEY_BYTES) {
    throw new SynodError("SYN_KEY_MISSING", `a key has ${bytes.length} bytes, not ${KEY_BYTES}`);
  }
  return bytes;
}

function encrypt(key: SecretKey, plain: Buffer): Buffer {
  const nonce = createHmac("sha256", key).update(plain).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: SecretKey, box: Buffer, what: string): Buffer {
  if (box.length < NONCE_BYTES + TAG_BYTES) throw new SynodError("SYN_LOG_BROKEN", `${what} is cut short`);
  const decipher = createDecipheriv(CIPHER, key, box.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(box.subarray(box.length - TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(box.subarray(NONCE_BYTES, box.length - TAG_BYTES)),
      decipher.final(),
    ]);
  } catch (cause) {
    throw new SynodError("SYN_LOG_BROKEN", `${what} does not decrypt`, { cause });
  }
}
