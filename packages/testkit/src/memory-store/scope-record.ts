import {
  GENESIS_HASH,
  type EdgeRow,
  type EventRecord,
  type HandlerName,
  type Head,
  type IsoInstant,
  type MachineState,
  type NodeRow,
  type ScopeRef,
} from "@synod/core";
import type { DeadLetterRow, DocumentKey, Thought } from "@synod/contracts";

/** Everything the memory store holds of one scope. */
export interface ScopeRecord extends ScopeRef {
  head: Head;
  state: MachineState;
  readonly events: EventRecord[];
  readonly byIdempotencyKey: Map<string, EventRecord>;
  readonly cursors: Map<HandlerName, CursorRecord>;
  /** With the seq of the commit that made each. */
  readonly keys: { readonly seq: number; readonly key: DocumentKey }[];
  readonly thoughts: Map<string, Thought>;
  readonly nodes: NodeRow[];
  readonly edges: EdgeRow[];
  readonly deadLetters: DeadLetterRow[];
  readonly timers: Map<
    string,
    { readonly handler: HandlerName; readonly key: string; readonly due: IsoInstant }
  >;
}

export interface CursorRecord {
  readonly handler: HandlerName;
  seq: number;
  wantedSeq: number;
  /** Wakes asked for, and wakes dealt with. */
  wakes: number;
  woken: number;
  failures: number;
  crashes: number;
  fence: number;
  lease: { readonly owner: string; until: number } | null;
  /** End of the last lease; stays when it is given back. */
  heldUntil: number;
  retryAt: number;
}

export function newCursor(handler: HandlerName): CursorRecord {
  return {
    handler,
    seq: 0,
    wantedSeq: 0,
    wakes: 0,
    woken: 0,
    failures: 0,
    crashes: 0,
    fence: 0,
    lease: null,
    heldUntil: 0,
    retryAt: 0,
  };
}

/** True if there is an event or a wake that the handler has not dealt with. */
export function hasWork(cursor: CursorRecord): boolean {
  return cursor.wantedSeq > cursor.seq || cursor.wakes > cursor.woken;
}

/** Tenants and scopes have no slash in them. */
export function keyOf({ tenant, scope }: ScopeRef): string {
  return `${tenant}/${scope}`;
}

export function newScope({ tenant, scope }: ScopeRef): ScopeRecord {
  return {
    tenant,
    scope,
    head: { seq: 0, hash: GENESIS_HASH, epoch: 0, recordedAt: "" as IsoInstant },
    state: "ContextIngested",
    events: [],
    byIdempotencyKey: new Map(),
    cursors: new Map(),
    keys: [],
    thoughts: new Map(),
    nodes: [],
    edges: [],
    deadLetters: [],
    timers: new Map(),
  };
}

export function cursorOf(record: ScopeRecord, handler: HandlerName): CursorRecord {
  const known = record.cursors.get(handler);
  if (known !== undefined) return known;
  const cursor = newCursor(handler);
  record.cursors.set(handler, cursor);
  return cursor;
}
