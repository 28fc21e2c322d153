import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { DocumentId } from "../ids.ts";
import { Keyring } from "./keyring.ts";
import { assertKey, seal, unseal, unwrapKey, wrapKey } from "./seal.ts";

const document = "d".repeat(64) as DocumentId;
const key = assertKey(new Uint8Array(32).fill(7));
const master = assertKey(new Uint8Array(32).fill(9));

describe("sealed text", () => {
  it("opens with its key and no other", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const sealed = seal(document, key, text);
        expect(unseal(sealed, key)).toBe(text);
        expect(() => unseal(sealed, master)).toThrow("SYN_LOG_BROKEN");
      }),
    );
  });

  it("is the same bytes when sealed again, and never holds the text", () => {
    const text = "The total price is EUR 412,000.";
    const sealed = seal(document, key, text);
    expect(seal(document, key, text)).toEqual(sealed);
    expect(Buffer.from(sealed.ciphertext, "base64").includes("412,000")).toBe(false);
  });

  it("does not open when one bit was changed", () => {
    const sealed = seal(document, key, "text");
    const bytes = Buffer.from(sealed.ciphertext, "base64");
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    expect(() => unseal({ ...sealed, ciphertext: bytes.toString("base64") }, key)).toThrow(
      "does not decrypt",
    );
  });

  it("does not open when it was cut short", () => {
    expect(() => unseal({ document, nonce: "", ciphertext: "" }, key)).toThrow("is cut short");
  });
});

describe("document keys", () => {
  it("come back from under the master key", () => {
    expect(Buffer.from(unwrapKey(master, wrapKey(master, key))).equals(Buffer.from(key))).toBe(true);
  });

  it("have 32 bytes", () => {
    expect(() => assertKey(new Uint8Array(16))).toThrow("SYN_KEY_MISSING");
  });

  it("are unwrapped on first use, kept, and gone once erased", () => {
    const keyring = new Keyring(master);
    expect(keyring.find(document)).toBe("unknown");
    keyring.add(document, wrapKey(master, key));
    expect(keyring.find(document)).toEqual(expect.any(Uint8Array));
    expect(keyring.find(document)).toBe(keyring.find(document));
    keyring.add(document, null);
    expect(keyring.find(document)).toBe("erased");
  });
});
