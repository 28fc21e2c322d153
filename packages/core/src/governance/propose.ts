import type { CaseProposal, CaseState } from "../case/state.ts";
import { digestOf } from "../crypto/digest.ts";
import type { Extraction } from "../graph/types.ts";
import type { ProposalId } from "../ids.ts";
import type { Action, RoleName } from "../log/catalog.ts";
import type { EventDraftOf } from "../log/event.ts";
import { isTransition } from "./decide.ts";

/** What a role wants, and why. `extraction` goes with an `extract` action and is sealed. */
export interface Intent {
  readonly role: RoleName;
  readonly action: Action;
  readonly reason: string;
  readonly extraction?: Extraction;
}

/** The draft of `proposal.submitted`. The id is made of what is proposed and on which state. */
export function propose(state: Readonly<CaseState>, intent: Intent): EventDraftOf<"proposal.submitted"> {
  const { action, extraction } = intent;
  const digest = digestOf(action);
  const readSeq = state.head?.seq ?? 0;
  const expectedEpoch = isTransition(action) ? state.machine.epoch : null;
  const proposal =
    `${action.kind}:${digestOf({ digest, expectedEpoch, readSeq }).slice(0, 16)}` as ProposalId;
  const draft: EventDraftOf<"proposal.submitted"> = {
    type: "proposal.submitted",
    data: {
      proposal,
      role: intent.role,
      action,
      digest,
      expected_epoch: expectedEpoch,
      read_seq: readSeq,
      reason: intent.reason,
      provenance: extraction === undefined ? "derived" : "untrusted",
    },
    idempotencyKey: `proposal:${proposal}`,
  };
  if (extraction === undefined) return draft;
  return { ...draft, sealed: { document: extraction.document, content: extraction } };
}

/**
 * True if a proposal of this kind was made at the current epoch and was not overtaken: it is open,
 * held, applied or turned down, and proposing it again would change nothing.
 */
export function wasProposed(state: Readonly<CaseState>, kind: Action["kind"]): boolean {
  return proposalsOf(state, kind).some(
    ({ proposal, status }) => proposal.expected_epoch === state.machine.epoch && status !== "superseded",
  );
}

function proposalsOf(state: Readonly<CaseState>, kind: Action["kind"]): CaseProposal[] {
  return [...state.proposals.values()].filter(({ proposal }) => proposal.action.kind === kind);
}
