import {
  canonicalJson,
  seal,
  SynodError,
  unseal,
  type Digest,
  type HandlerName,
  type Keyring,
  type ScopeRef,
  type Sealed,
} from "@synod/core";
import type { Store, Thought } from "@synod/contracts";
import type { ThinkContext } from "./handler.ts";
import type { Meter } from "./meter.ts";

export interface JournalPorts {
  readonly store: Pick<Store, "thought" | "journal">;
  readonly meter: Meter;
  readonly handler: HandlerName;
  readonly scope: ScopeRef;
  readonly keyring: Keyring;
}

/**
 * Looks an answer up before it is asked for, and journals it before it is used: a crash after the
 * answer never pays for it twice. An answer out of a document is sealed under that document's key.
 */
export function journaledBy({
  store,
  meter,
  handler,
  scope,
  keyring,
}: JournalPorts): ThinkContext["journaled"] {
  return async (digest, document, ask) => {
    const known = await store.thought(scope, digest);
    if (known !== null) {
      meter.thought(handler, "found");
      return opened(known, keyring);
    }
    // Asked for only if it can be kept.
    const key = document === null ? null : keyFor(document, keyring);
    meter.thought(handler, "asked");
    const answer = await ask();
    await store.journal(scope, { digest, document, answer: sealedAnswer(answer, document, key) });
    return answer;
  };
}

function sealedAnswer(answer: string, document: Thought["document"], key: Uint8Array | null): string {
  return document === null || key === null ? answer : canonicalJson(seal(document, key, answer));
}

function opened({ answer, document, digest }: Thought, keyring: Keyring): string {
  if (document === null) return answer;
  return unseal(parseSealed(answer, digest, document), keyFor(document, keyring));
}

function parseSealed(text: string, digest: Digest, document: NonNullable<Thought["document"]>): Sealed {
  const value: unknown = JSON.parse(text);
  const part = (name: string): string => {
    const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
    if (typeof found !== "string")
      throw new SynodError("SYN_LOG_BROKEN", `thought ${digest} is not a sealed answer`);
    return found;
  };
  if (part("document") !== document)
    throw new SynodError("SYN_LOG_BROKEN", `thought ${digest} is sealed for another document`);
  return { document, nonce: part("nonce"), ciphertext: part("ciphertext") };
}

function keyFor(document: NonNullable<Thought["document"]>, keyring: Keyring): Uint8Array {
  const key = keyring.find(document);
  switch (key) {
    case "erased":
      throw new SynodError("SYN_DOCUMENT_UNREADABLE", "its text was erased");
    case "unknown":
      throw new SynodError("SYN_LOG_BROKEN", `no key for document ${document}`);
    default:
      return key;
  }
}
