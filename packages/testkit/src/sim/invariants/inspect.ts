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
  type EventRecord,
  type OpenedEvent,
  type ScopeRef,
  type VerifyInputs,
} from "@synod/core";
import { parseEventBody, type Store } from "@synod/contracts";
import type { Acknowledged } from "../client.ts";
import { checkChange } from "./changes.ts";
import { accountsOf, unaccounted, type Accounts } from "./accounts.ts";
import { doubledEffects } from "./effects.ts";
import { brokenEpochs } from "./epochs.ts";

/** What a scope's log says when it is looked at from outside, after the run. */
export interface Inspection {
  readonly state: CaseState;
  readonly accounts: Accounts;
  readonly doubled: readonly string[];
  /** Handlers with work left, in words: of a swarm at rest, none. */
  readonly behind: readonly string[];
  /** Invariants that do not hold, in words. */
  readonly broken: readonly string[];
}

export interface InspectOptions {
  readonly store: Store;
  readonly scope: ScopeRef;
  readonly masterKey: Uint8Array;
  readonly inputs: VerifyInputs;
  /** What this case's client was told. Default: nothing. */
  readonly acknowledged?: readonly Acknowledged[];
  /** Words that only other cases may hold. Default: none. */
  readonly foreign?: readonly string[];
}

/** Reads a scope's log from its start and checks the invariants of the design on it. */
export async function inspect(options: InspectOptions): Promise<Inspection> {
  const { store, acknowledged = [], foreign = [] } = options;
  const { tenant, scope } = options.scope;
  const log = await readLog(options);
  const { events, state } = log;
  const stored = await storedHead(store, { tenant, scope });
  const cursors = await store.cursors({ tenant, scope });
  const projection = await store.projection({ tenant, scope });
  const live = [...projection.nodes, ...projection.edges].map((row) => canonicalJson(row));
  const accounts = accountsOf(events);
  const doubled = doubledEffects(events);
  const behind = cursors.filter(({ seq, wantedSeq }) => wantedSeq > seq);
  return {
    state,
    accounts,
    doubled,
    behind: behind.map(
      ({ handler, seq, wantedSeq }) =>
        `${tenant}/${scope}: I1: ${handler} is at ${seq}, and wants events up to ${wantedSeq}`,
    ),
    broken: [
      ...log.broken,
      ...unaccounted(accounts),
      ...forgotten(acknowledged, events),
      ...doubled,
      ...(stored === undefined ? ["I3: the store has no head of the scope"] : brokenEpochs(events, stored)),
      ...(sameRows(live, log.rows) ? [] : ["I5: the graph's tables are not what the log makes of them"]),
      ...foreign
        .filter((word) => [log.text, ...live].some((text) => text.includes(word)))
        .map((word) => `I7: ${tenant}/${scope} holds ${word}, which stands in another case's documents only`),
    ].map((problem) => `${tenant}/${scope}: ${problem}`),
  };
}

interface ReadLog {
  readonly state: CaseState;
  readonly events: readonly OpenedEvent[];
  /** Rows that the log projects, as text. */
  readonly rows: readonly string[];
  /** Everything that can be read in it. */
  readonly text: string;
  readonly broken: readonly string[];
}

/** I4: every link of the chain, every verdict and every certificate recomputes. */
async function readLog({ store, scope: ref, masterKey, inputs }: InspectOptions): Promise<ReadLog> {
  const { tenant, scope } = ref;
  const loaded = await store.load({ tenant, scope, afterSeq: 0, eventsMax: 100_000, bytesMax: 1 << 30 });
  const keyring = new Keyring(masterKey);
  for (const { document, wrapped } of loaded.keys) keyring.add(document, wrapped);
  const state = newCaseState({ tenant, scope });
  const broken: string[] = [];
  const events: OpenedEvent[] = [];
  const rows: string[] = [];
  const texts: string[] = [];
  let position: ChainPosition = CHAIN_START;
  for (const record of loaded.events) {
    const event = openRecord(record, keyring);
    const bad =
      checkLink(position, record, parseEventBody(record.body)) ??
      checkClaims(state, event, inputs) ??
      checkChange(state, event);
    if (bad !== null) broken.push(`I4: event ${bad.seq} ${bad.reason}`);
    foldEvent(state, event);
    const { nodes, edges } = projectionOf(event);
    for (const row of [...nodes, ...edges]) rows.push(canonicalJson(row));
    events.push(event);
    texts.push(record.body, event.content === null ? "" : JSON.stringify(event.content));
    position = { seq: record.seq, hash: record.hash, recordedAt: record.recorded_at };
  }
  return { state, events, rows, text: texts.join("\n"), broken };
}

function openRecord(record: EventRecord, keyring: Keyring): OpenedEvent {
  return openEvent(parseEventBody(record.body), record.seq, record.hash, keyring);
}

async function storedHead(store: Store, { tenant, scope }: ScopeRef) {
  const scopes = await store.scopes(null, SCOPES_MAX);
  return scopes.find((stored) => stored.tenant === tenant && stored.scope === scope);
}

const SCOPES_MAX = 100;

/** What a client was told is in the log, under the name it gave, whatever happened since (I1). */
function forgotten(acknowledged: readonly Acknowledged[], events: readonly OpenedEvent[]): string[] {
  const recorded = new Set(
    events.flatMap((event) =>
      event.type === "document.received" || event.type === "document.duplicated"
        ? [`${event.data.document} ${event.data.name}`]
        : [],
    ),
  );
  return acknowledged
    .filter(({ document, name }) => !recorded.has(`${document} ${name}`))
    .map(({ name, seq }) => `I1: ${name} was acknowledged at ${seq} and is not in the log`);
}

function sameRows(live: readonly string[], folded: readonly string[]): boolean {
  return [...live].sort().join("\n") === [...folded].sort().join("\n");
}
