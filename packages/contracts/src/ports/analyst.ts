import type { DocumentFacts, Extraction } from "@synod/core";

/** Reads one document. Adapters: deterministic (default), LLM agents on @mastra/core. */
export interface Analyst {
  /** `<name>@<version>`: a change of what it would find changes this, and so the digest of its input. */
  readonly id: string;
  /**
   * Pure but for the network. Rejects with SYN_ANALYST_LIMIT, SYN_ANALYST_OUTPUT (terminal) or
   * SYN_MODEL_UNAVAILABLE, SYN_TIMEOUT (retryable).
   */
  read(document: ReadableDocument, signal: AbortSignal): Promise<Extraction>;
}

export interface ReadableDocument {
  readonly facts: DocumentFacts;
  readonly mediaType: "text/markdown" | "text/plain" | "text/csv";
  /** Decoded text, BOM removed, line ends as they are. Offsets count its UTF-16 units. */
  readonly text: string;
}
