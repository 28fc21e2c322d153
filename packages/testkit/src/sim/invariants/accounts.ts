import type { OpenedEvent, ProposalId } from "@synod/core";

/** What became of the receipts of documents in one log (I1). */
export interface Accounts {
  readonly accepted: number;
  readonly applied: number;
  readonly rejected: number;
  readonly held: number;
  readonly deadLettered: number;
  /** Replaced by a newer receipt before it was applied, or overtaken. */
  readonly replaced: number;
  readonly inFlight: number;
}

type End = Exclude<keyof Accounts, "accepted">;

/** Follows each receipt through the events themselves, without the state that the swarm folds from them. */
export function accountsOf(events: readonly OpenedEvent[]): Accounts {
  const ends = new Map<number, End>();
  const receipts: { readonly seq: number; readonly document: string; readonly supersedes: string | null }[] =
    [];
  const receiptOf = new Map<ProposalId, number>();
  const endProposal = (proposal: ProposalId, end: End) => {
    const seq = receiptOf.get(proposal);
    if (seq !== undefined) ends.set(seq, end);
  };
  for (const event of events) {
    switch (event.type) {
      case "document.received": {
        const { document, supersedes } = event.data;
        for (const earlier of receipts) {
          const replaced = earlier.document === document || earlier.document === supersedes;
          if (replaced && !ends.has(earlier.seq)) ends.set(earlier.seq, "replaced");
        }
        receipts.push({ seq: event.seq, document, supersedes });
        break;
      }
      case "proposal.submitted":
        if (event.data.action.kind === "extract")
          receiptOf.set(event.data.proposal, event.data.action.received_seq);
        break;
      case "proposal.rejected":
        endProposal(event.data.proposal, "rejected");
        break;
      case "proposal.held":
        endProposal(event.data.proposal, "held");
        break;
      case "proposal.superseded":
        endProposal(event.data.proposal, "replaced");
        break;
      case "knowledge.changed":
        endProposal(event.data.proposal, "applied");
        break;
      case "delivery.dead_lettered": {
        const latest = receipts.findLast(({ document }) => document === event.data.document);
        if (latest !== undefined) ends.set(latest.seq, "deadLettered");
        break;
      }
      default:
    }
  }
  const count = (end: End) => receipts.filter(({ seq }) => ends.get(seq) === end).length;
  return {
    accepted: receipts.length,
    applied: count("applied"),
    rejected: count("rejected"),
    held: count("held"),
    deadLettered: count("deadLettered"),
    replaced: count("replaced"),
    inFlight: receipts.filter(({ seq }) => !ends.has(seq)).length,
  };
}

/** I1, with its numbers; empty if it holds. */
export function unaccounted(accounts: Accounts): string[] {
  const { accepted, applied, rejected, held, deadLettered, replaced, inFlight } = accounts;
  if (inFlight === 0) return [];
  return [
    `I1: ${accepted} receipts accepted = ${applied} applied + ${rejected} rejected + ${held} held + ` +
      `${deadLettered} dead-lettered + ${replaced} replaced + ${inFlight} in flight, and none may be in flight`,
  ];
}
