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
  toSynodError,
  type BadEvent,
  type CaseState,
  type ChainPosition,
  type EdgeRow,
  type EventRecord,
  type Head,
  type NodeRow,
  type Projection,
  type ScopeRef,
  type VerifyInputs,
} from "@synod/core";
import { parseEventBody, type Store } from "@synod/contracts";

/** What a log is verified with. */
export interface VerifiableLog {
  readonly store: Pick<Store, "scopes" | "load" | "projection">;
  readonly masterKey: Uint8Array;
  readonly inputs: VerifyInputs;
}

export interface VerifyResult {
  readonly ok: boolean;
  readonly scopes: number;
  readonly events: number;
  readonly first_bad: { readonly scope: string; readonly seq: number; readonly reason: string } | null;
}

/** Events and bytes of one read. */
const PAGE = { eventsMax: 1_000, bytesMax: 8 * 1024 * 1024 } as const;
const SCOPES_PAGE = 500;

/**
 * Recomputes everything: each chain, each projection row, each verdict whose policy is at hand and each
 * certificate whose key is. Stops at the first thing that does not hold.
 */
export async function verifyLog(log: VerifiableLog): Promise<VerifyResult> {
  let [scopes, events] = [0, 0];
  for await (const scope of allScopes(log.store)) {
    scopes += 1;
    const checked = await verifyScope(log, scope);
    events += checked.events;
    if (checked.bad !== null) {
      const first_bad = { scope: `${scope.tenant}/${scope.scope}`, ...checked.bad };
      return { ok: false, scopes, events, first_bad };
    }
  }
  return { ok: true, scopes, events, first_bad: null };
}

/** Every scope of the store, page by page. */
export async function* allScopes(store: Pick<Store, "scopes">): AsyncGenerator<ScopeRef> {
  let after: ScopeRef | null = null;
  for (;;) {
    const page: readonly ScopeRef[] = await store.scopes(after, SCOPES_PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < SCOPES_PAGE) return;
    after = last;
  }
}

async function verifyScope(
  log: VerifiableLog,
  scope: ScopeRef,
): Promise<{ events: number; bad: BadEvent | null }> {
  const walk = new Walk(scope, log);
  for (;;) {
    const page = await log.store.load({ ...scope, afterSeq: walk.seq, ...PAGE });
    for (const { document, wrapped } of page.keys) walk.keyring.add(document, wrapped);
    for (const record of page.events) {
      const bad = walk.step(record);
      if (bad !== null) return { events: walk.seq, bad };
    }
    if (page.events.length === 0) {
      const stray = walk.strayHead(page.head);
      if (stray !== null) return { events: walk.seq, bad: stray };
      const bad = comparedRows(walk.projected(), await log.store.projection(scope), walk.seq);
      // A system that runs may have gone on between the two reads: then there is more to walk.
      if (bad === null || !(await movedOn(log, scope, walk.seq))) return { events: walk.seq, bad };
    }
  }
}

async function movedOn({ store }: VerifiableLog, scope: ScopeRef, afterSeq: number): Promise<boolean> {
  return (await store.load({ ...scope, afterSeq, eventsMax: 1, bytesMax: 1 })).events.length > 0;
}

/** The fold of one scope's log, checked link by link. */
class Walk {
  readonly keyring: Keyring;
  readonly #inputs: VerifyInputs;
  readonly #state: CaseState;
  readonly #nodes: NodeRow[] = [];
  readonly #edges: EdgeRow[] = [];
  #position: ChainPosition = CHAIN_START;

  constructor(scope: ScopeRef, { masterKey, inputs }: VerifiableLog) {
    this.keyring = new Keyring(masterKey);
    this.#inputs = inputs;
    this.#state = newCaseState(scope);
  }

  get seq(): number {
    return this.#position.seq;
  }

  step(record: EventRecord): BadEvent | null {
    try {
      const body = parseEventBody(record.body);
      if (canonicalJson(body) !== record.body)
        return { seq: record.seq, reason: "its body is not canonical JSON" };
      const broken = checkLink(this.#position, record, body);
      if (broken !== null) return broken;
      const event = openEvent(body, record.seq, record.hash, this.keyring);
      const untrue = checkClaims(this.#state, event, this.#inputs);
      if (untrue !== null) return untrue;
      foldEvent(this.#state, event);
      const rows = projectionOf(event);
      this.#nodes.push(...rows.nodes);
      this.#edges.push(...rows.edges);
    } catch (error) {
      return { seq: record.seq, reason: toSynodError(error).message };
    }
    this.#position = { seq: record.seq, hash: record.hash, recordedAt: record.recorded_at };
    return null;
  }

  /** The head is what the next event is chained to and compared with. */
  strayHead(head: Head | null): BadEvent | null {
    const { seq, hash } = this.#position;
    if ((head?.seq ?? 0) !== seq) return { seq: head?.seq ?? 0, reason: "the head is not the last event" };
    if (head === null) return null;
    if (head.hash !== hash) return { seq, reason: "the head has another hash than the last event" };
    const { epoch } = this.#state.machine;
    return head.epoch === epoch
      ? null
      : { seq, reason: `the head says epoch ${head.epoch}, the log ${epoch}` };
  }

  projected(): Projection {
    return { nodes: this.#nodes, edges: this.#edges };
  }
}

/** I5: the tables are what a fold of the log makes. */
function comparedRows(folded: Projection, stored: Projection, seq: number): BadEvent | null {
  const text = ({ nodes, edges }: Projection) => [...nodes, ...edges].map((row) => canonicalJson(row)).sort();
  const [expected, found] = [text(folded), text(stored)];
  if (expected.length === found.length && expected.every((row, index) => row === found[index])) return null;
  return { seq, reason: "the graph's tables are not what the log makes of them" };
}
