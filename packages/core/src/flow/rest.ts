import type { CaseState, CaseDocument } from "../case/state.ts";
import { OUTSIDE_ROUNDS, type HandlerName } from "./subscriptions.ts";

/** The part of a cursor that tells whether work is waiting. */
export interface CursorPosition {
  readonly handler: HandlerName;
  readonly seq: number;
  readonly wantedSeq: number;
}

/** Every handler of the round is done, and no proposal is open (one held for a person is not). */
export function isAtRest(state: Readonly<CaseState>, cursors: readonly CursorPosition[]): boolean {
  for (const cursor of cursors) {
    if (!OUTSIDE_ROUNDS.has(cursor.handler) && cursor.wantedSeq > cursor.seq) return false;
  }
  return state.openProposals.size === 0;
}

/** The round that is open, if one is: rounds open and close one after another. */
export function openRound(state: Readonly<CaseState>): CaseState["rounds"][number] | null {
  const last = state.rounds.at(-1);
  return last !== undefined && last.closedSeq === null ? last : null;
}

/**
 * The next document to admit: the first by arrival that is neither admitted nor dead; `unread` if it is
 * not yet read, since what comes later must not overtake it. One that was replaced while it waited is
 * admitted all the same: what a case knows must not depend on how fast the swarm was.
 */
export function nextDocument(state: Readonly<CaseState>): CaseDocument | "unread" | null {
  for (const document of state.documents.values()) {
    if (document.admittedSeq === document.receivedSeq || document.dead !== null) continue;
    return document.readSeq === document.receivedSeq ? document : "unread";
  }
  return null;
}
