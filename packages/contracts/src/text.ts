import { SynodError } from "@synod/core";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/**
 * A document's bytes as text: UTF-8, byte order mark removed, line ends as they are. Throws
 * SYN_DOCUMENT_EMPTY, or SYN_DOCUMENT_NOT_TEXT for bytes that are no UTF-8 (lone surrogates are none) or
 * hold a NUL.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new SynodError("SYN_DOCUMENT_EMPTY", "it has no bytes");
  const text = decode(bytes);
  const nul = text.indexOf("\0");
  if (nul !== -1) throw new SynodError("SYN_DOCUMENT_NOT_TEXT", `it has a NUL character at ${nul}`);
  if (text.trim() === "") throw new SynodError("SYN_DOCUMENT_EMPTY", "it has no text");
  return text;
}

function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new SynodError("SYN_DOCUMENT_NOT_TEXT", "its bytes are not UTF-8", { cause });
  }
}
