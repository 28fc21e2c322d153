import {
  canonicalJson,
  checkClaims,
  checkLink,
  CHAIN_START,
  foldEvent,
  Keyring,
  newCaseState,
  openEvent,
  projectionOf,
  type CaseState,
  type ChainPosition,
  type OpenedEvent,
  type ScopeRef,
  type VerifyInputs,
} from "@synod/core";
import { parseEventBody, type Store } from "@synod/contracts";

/** What the whole log of a scope says when it is looked at from outside. */
export interface Inspection {
  readonly state: CaseState;
  readonly events: readonly OpenedEvent[];
  /** Invariants that do not hold, in words. */
  readonly broken: readonly string[];
}

/** Reads a scope's log from the start and checks I1 to I5 of the design on it. */
export async function inspect(
  store: Store,
  scope: ScopeRef,
  masterKey: Uint8Array,
  inputs: VerifyInputs,
): Promise<Inspection> {
  const { events: records, keys } = await store.load({
    ...scope,
    afterSeq: 0,
    eventsMax: 100_000,
    bytesMax: 1 << 30,
  });
  const keyring = new Keyring(masterKey);
  for (const { document, wrapped } of keys) keyring.add(document, wrapped);
  const state = newCaseState(scope);
  const broken: string[] = [];
  const events: OpenedEvent[] = [];
  const rows: string[] = [];
  let position: ChainPosition = CHAIN_START;
  for (const record of records) {
    const body = parseEventBody(record.body);
    const event = openEvent(body, record.seq, record.hash, keyring);
    const bad = checkLink(position, record, body) ?? checkClaims(state, event, inputs);
    if (bad !== null) broken.push(`I4: event ${bad.seq} ${bad.reason}`);
    foldEvent(state, event);
    const { nodes, edges } = projectionOf(event);
    rows.push(...[...nodes, ...edges].map((row) => canonicalJson(row)));
    events.push(event);
    position = { seq: record.seq, hash: record.hash, recordedAt: record.recorded_at };
  }
  const stored = await store.projection(scope);
  const live = [...stored.nodes, ...stored.edges].map((row) => canonicalJson(row));
  if (live.sort().join("\n") !== rows.sort().join("\n"))
    broken.push("I5: the graph's tables are not what the log makes of them");
  return { state, events, broken: [...broken, ...epochs(events), ...accounts(state)] };
}

/** Effects that happened twice: more than one event of a kind for one thing (I2). */
export function doubledEffects(events: readonly OpenedEvent[]): number {
  const seen = new Set<string>();
  let doubled = 0;
  for (const event of events) {
    const effect = effectOf(event);
    if (effect === null) continue;
    if (seen.has(effect)) doubled += 1;
    seen.add(effect);
  }
  return doubled;
}

function effectOf(event: OpenedEvent): string | null {
  switch (event.type) {
    case "document.received":
      return `received ${event.data.document} ${event.data.name}`;
    case "document.read":
      return `read ${event.data.received_seq}`;
    case "context.added":
      return `admitted ${event.data.received_seq}`;
    case "knowledge.changed":
    case "transition.applied":
      return `applied ${event.data.proposal}`;
    case "round.closed":
      return `closed ${event.data.round}`;
    case "finality.certified":
      return `certified ${event.data.evaluated_seq}`;
    default:
      return null;
  }
}

/** I3: epochs are contiguous, and there are as many transitions as the highest says. */
function epochs(events: readonly OpenedEvent[]): string[] {
  const broken: string[] = [];
  let epoch = 0;
  for (const event of events) {
    if (event.type !== "transition.applied") continue;
    epoch += 1;
    if (event.data.epoch !== epoch)
      broken.push(`I3: event ${event.seq} makes epoch ${event.data.epoch}, expected ${epoch}`);
  }
  return broken;
}

/** I1: accepted = applied + turned down + dead-lettered; nothing is in flight at the end. */
function accounts(state: CaseState): string[] {
  const broken: string[] = [];
  if (state.openProposals.size > 0) broken.push(`I1: ${state.openProposals.size} proposals are still open`);
  return broken;
}

/** Documents that were accepted and neither dealt with, nor dead, nor replaced. */
export function lostDocuments(state: CaseState): number {
  return [...state.documents.values()].filter(
    ({ dealtSeq, receivedSeq, dead, supersededBy }) =>
      dealtSeq !== receivedSeq && dead === null && supersededBy === null,
  ).length;
}
