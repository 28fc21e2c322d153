import type { Analyst, ReadableDocument } from "@synod/contracts";
import type { Extraction } from "@synod/core";
import { readDocument } from "./document.ts";

/** A change of what is found changes the version: thoughts journaled under the old one are not reused. */
export const DETERMINISTIC_ANALYST_ID = "deterministic@2";

/** The analyst that needs no key and no network: rules on words, the same answer on every machine. */
export function createDeterministicAnalyst(): Analyst {
  return {
    id: DETERMINISTIC_ANALYST_ID,
    read: (document) => Promise.resolve(document).then(extractionOf),
  };
}

/** Reads a document at once. Throws SYN_ANALYST_LIMIT. */
export function extractionOf(document: ReadableDocument): Extraction {
  const { statements, risks } = readDocument(document);
  return {
    document: document.facts.id,
    analyst: DETERMINISTIC_ANALYST_ID,
    statements,
    risks,
    evidence_kind: null,
  };
}
