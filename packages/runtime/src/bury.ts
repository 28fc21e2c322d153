import {
  ERRORS,
  type CaseState,
  type DocumentId,
  type ErrorClass,
  type EventDraft,
  type HandlerName,
  type OpenedEvent,
} from "@synod/core";
import type { DeadLetterRow } from "@synod/contracts";

/** Why an event is given up. */
export interface Grave {
  readonly handler: HandlerName;
  readonly code: string;
  readonly cause: string;
  readonly failures: number;
  readonly crashes: number;
}

/** The dead letter of one event: for the log, and for those who list and redrive them. */
export function buried(
  event: OpenedEvent,
  grave: Grave,
  state: Readonly<CaseState>,
): { readonly drafts: readonly EventDraft[]; readonly row: DeadLetterRow } {
  // A cause may quote anything, a dead letter must be storable whatever it is.
  const cause = grave.cause.replaceAll("\0", "\uFFFD").toWellFormed();
  const row = { ...grave, cause, eventSeq: event.seq, traceparent: event.traceparent };
  // A dead letter about a dead letter would make the next one, and so on: its row must do.
  if (event.type === "delivery.dead_lettered") return { drafts: [], row };
  const { handler, code, failures, crashes } = grave;
  const draft: EventDraft = {
    type: "delivery.dead_lettered",
    data: {
      handler,
      event_seq: event.seq,
      event_id: event.id,
      event_type: event.type,
      document: documentOf(event, state),
      code,
      class: classOf(code),
      cause,
      failures,
      crashes,
    },
    causedBy: event.id,
  };
  return { drafts: [draft], row };
}

/** The document an event is about, itself or through its proposal. */
function documentOf(event: OpenedEvent, state: Readonly<CaseState>): DocumentId | null {
  const { data } = event;
  if ("document" in data) return data.document;
  if ("action" in data) return data.action.kind === "extract" ? data.action.document : null;
  if (!("proposal" in data) || data.proposal === null) return null;
  const action = state.proposals.get(data.proposal)?.proposal.action;
  return action?.kind === "extract" ? action.document : null;
}

function classOf(code: string): ErrorClass {
  return isErrorCode(code) ? ERRORS[code].class : "bug";
}

function isErrorCode(code: string): code is keyof typeof ERRORS {
  return Object.hasOwn(ERRORS, code);
}
