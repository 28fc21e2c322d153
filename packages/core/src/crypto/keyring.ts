import type { DocumentId } from "../ids.ts";
import { unwrapKey, type SecretKey } from "./seal.ts";

/** The data keys of a scope's documents, unwrapped on first use; null: erased. */
export class Keyring {
  readonly #master: SecretKey;
  readonly #wrapped = new Map<DocumentId, string | null>();
  readonly #keys = new Map<DocumentId, SecretKey>();

  constructor(master: SecretKey) {
    this.#master = master;
  }

  /** Learns a key as the store holds it; null: it was erased. */
  add(document: DocumentId, wrapped: string | null): void {
    this.#wrapped.set(document, wrapped);
    if (wrapped === null) this.#keys.delete(document);
  }

  /** The key, "erased", or "unknown". */
  find(document: DocumentId): SecretKey | "erased" | "unknown" {
    const known = this.#keys.get(document);
    if (known !== undefined) return known;
    const wrapped = this.#wrapped.get(document);
    if (wrapped === undefined) return "unknown";
    if (wrapped === null) return "erased";
    const key = unwrapKey(this.#master, wrapped);
    this.#keys.set(document, key);
    return key;
  }
}
