import {
  applyExtraction,
  assess,
  digestOf,
  nextDocument,
  openRound,
  type BadEvent,
  type CaseState,
  type OpenedEvent,
} from "@synod/core";

/**
 * I4: recomputes what an event changed from the log before it. What was decided on an older state than
 * the one it stands on shows here.
 */
export function checkChange(state: Readonly<CaseState>, event: OpenedEvent): BadEvent | null {
  const bad = (reason: string): BadEvent => ({ seq: event.seq, reason });
  switch (event.type) {
    case "knowledge.changed": {
      if (event.data.kind === "assessment") {
        const again = assess(state).digest;
        return again === event.data.assessment.digest ? null : bad("assesses another graph");
      }
      if (event.content === null) return null;
      const { change } = event.data;
      const again = applyExtraction(state.graph, change.document, change.supersedes, event.content);
      return digestOf(again) === digestOf(change) ? null : bad("changes another graph than the log's");
    }
    case "finality.evaluated": {
      const waiting = nextDocument(state) !== null;
      return event.data.final && waiting ? bad("is final while a document waits") : null;
    }
    case "finality.certified":
      return nextDocument(state) !== null || openRound(state) !== null
        ? bad("certifies a case in which a document waits")
        : null;
    default:
      return null;
  }
}
