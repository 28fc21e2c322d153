import {
  SynodError,
  timerEvent,
  wantedBy,
  type Digest,
  type EventRecord,
  type Head,
  type IsoInstant,
  type MachineState,
  type Projection,
  type ScopeRef,
} from "@synod/core";
import {
  BYTES_PER_COMMIT_MAX,
  EVENTS_PER_COMMIT_MAX,
  type Claim,
  type ClaimKey,
  type ClaimQuery,
  type Clock,
  type CommitBatch,
  type CommitResult,
  type CursorState,
  type LoadedScope,
  type LoadQuery,
  type ReleaseOutcome,
  type Store,
  type StoreRole,
  type Thought,
} from "@synod/contracts";
import { z } from "zod";
import { committedEvents, commitResultRow } from "./commit-result.ts";
import type { Database, Query, Rows, Session } from "./database.ts";
import {
  digest,
  documentId,
  eventRow,
  handlerName,
  headRow,
  instant,
  integer,
  machineState,
  parseRow,
  parseRows,
  scopeOf,
  tenantOf,
} from "./rows.ts";
import { STATEMENTS } from "./statements/index.ts";

export interface StoreOptions {
  readonly database: Database;
  /** Leases, retries and crashes are counted by it. */
  readonly clock: Pick<Clock, "now">;
}

/** The store on PGlite or PostgreSQL: one statement for each call, in a transaction of its role and tenant. */
export function createStore(options: StoreOptions): Store {
  return new SqlStore(options);
}

/** Reading needs no more rights than any service has. */
const READER = "synod_agents";

const claimRow = z.object({
  tenant: tenantOf,
  scope: scopeOf,
  fence: integer,
  seq: integer,
  wakes: integer,
  failures: integer,
  crashes: integer,
});

const cursorRow = z.object({
  handler: handlerName,
  seq: integer,
  wanted_seq: integer,
  failures: integer,
  crashes: integer,
  leased: z.boolean(),
});

const loadedRow = z.object({
  loaded: z.object({
    head: headRow.nullable(),
    events: z.array(eventRow),
    keys: z.array(z.object({ document: documentId, wrapped: z.string().nullable() })),
  }),
});

const thoughtRow = z.object({ digest, document: documentId.nullable(), answer: z.string() });

const scopeRow = z.object({
  tenant: tenantOf,
  scope: scopeOf,
  seq: integer,
  hash: digest,
  epoch: integer,
  recorded_at: instant,
  state: machineState,
});

const timerRow = z.object({
  tenant: tenantOf,
  scope: scopeOf,
  handler: handlerName,
  key: z.string(),
  due: instant,
});

const nodeRow = z.object({
  row: z.string(),
  node: z.string(),
  kind: z.enum(["claim", "goal", "risk", "assessment", "entity"]),
  seq: integer,
  recorded_at: instant,
  attributes: z.string(),
  valid_from: z.string().nullable(),
  valid_to: z.string().nullable(),
  document: documentId.nullable(),
});

const edgeRow = z.object({
  row: z.string(),
  edge: z.string(),
  kind: z.enum(["supports", "contradicts", "resolves", "supersedes"]),
  source: z.string(),
  target: z.string(),
  seq: integer,
  recorded_at: instant,
  attributes: z.string(),
});

class SqlStore implements Store {
  readonly #database: Database;
  readonly #clock: Pick<Clock, "now">;

  constructor({ database, clock }: StoreOptions) {
    this.#database = database;
    this.#clock = clock;
  }

  async load({ tenant, scope, afterSeq, eventsMax, bytesMax }: LoadQuery): Promise<LoadedScope> {
    const rows = await this.#read(tenant, STATEMENTS.load, [tenant, scope, afterSeq, eventsMax, bytesMax]);
    return parseRow(rows, loadedRow).loaded;
  }

  async commit(batch: CommitBatch): Promise<CommitResult> {
    refuseTooLarge(batch);
    const { tenant, scope, role, expected, events, cursor, wake, machine, keys, graph, timers, deadLetters } =
      batch;
    const document = {
      tenant,
      scope,
      expectedSeq: expected?.seq ?? 0,
      events: events.map((event) => ({ ...event, wantedBy: wantedBy(event.type) })),
      cursor,
      wake,
      machine,
      keys,
      nodes: graph.nodes,
      edges: graph.edges,
      timers,
      deadLetters,
    };
    const session = sessionOf(role, tenant);
    const rows = await this.#database.transaction(session, [
      { sql: STATEMENTS.commit, values: [JSON.stringify(document)] },
    ]);
    const { result } = parseRow(rows, commitResultRow);
    if (result.kind !== "committed") return result;
    const { hashes, more, wakes } = result;
    return { kind: "committed", ...committedEvents(batch, hashes), more, wakes };
  }

  async claim({ handler, instance, leaseMs, limit, only }: ClaimQuery): Promise<readonly Claim[]> {
    const values = [
      handler,
      instance,
      this.#clock.now(),
      leaseMs,
      limit,
      only?.tenant ?? null,
      only?.scope ?? null,
    ];
    const rows = await this.#relaxed(null, STATEMENTS.claim, values);
    return parseRows(rows, claimRow).map((row) => ({ handler, ...row }));
  }

  async renew({ handler, tenant, scope, fence }: ClaimKey, leaseMs: number): Promise<boolean> {
    const rows = await this.#relaxed(tenant, STATEMENTS.renew, [
      handler,
      tenant,
      scope,
      fence,
      this.#clock.now() + leaseMs,
    ]);
    return rows.length > 0;
  }

  async release(
    { handler, tenant, scope, fence }: ClaimKey,
    { kind, retryMs }: ReleaseOutcome,
  ): Promise<void> {
    const retryAt = this.#clock.now() + Math.ceil(retryMs);
    const values = [handler, tenant, scope, fence, retryAt, kind === "failed" ? 1 : 0];
    await this.#relaxed(tenant, STATEMENTS.release, values);
  }

  async cursors({ tenant, scope }: ScopeRef): Promise<readonly CursorState[]> {
    const rows = await this.#read(tenant, STATEMENTS.cursors, [tenant, scope, this.#clock.now()]);
    return parseRows(rows, cursorRow).map(({ wanted_seq: wantedSeq, ...row }) => ({ ...row, wantedSeq }));
  }

  async thought({ tenant, scope }: ScopeRef, wanted: Digest): Promise<Thought | null> {
    const rows = await this.#read(tenant, STATEMENTS.thought, [tenant, scope, wanted]);
    return parseRows(rows, thoughtRow)[0] ?? null;
  }

  async journal({ tenant, scope }: ScopeRef, { digest: of, document, answer }: Thought): Promise<void> {
    const values = [tenant, scope, of, document, answer];
    await this.#database.transaction(sessionOf("agents", tenant), [{ sql: STATEMENTS.journal, values }]);
  }

  async fireTimers(now: IsoInstant, limit: number): Promise<readonly EventRecord[]> {
    const rows = await this.#read(null, STATEMENTS.dueTimers, [now, limit]);
    const fired: EventRecord[] = [];
    for (const timer of parseRows(rows, timerRow)) {
      const { tenant, scope, handler, key } = timer;
      const { head } = await this.load({
        tenant,
        scope,
        afterSeq: Number.MAX_SAFE_INTEGER,
        eventsMax: 1,
        bytesMax: 1,
      });
      if (head === null) continue;
      const { body, text } = timerEvent(timer, head, now);
      const event = {
        id: body.id,
        type: body.type,
        recordedAt: body.recorded_at,
        body: text,
        idempotencyKey: null,
      };
      const timers = [{ handler, key, due: null }];
      // A head that moved on meanwhile leaves the timer for the next look.
      const result = await this.commit({
        ...EMPTY_BATCH,
        tenant,
        scope,
        role: "tracker",
        expected: head,
        events: [event],
        timers,
      });
      if (result.kind === "committed") fired.push(...result.events);
    }
    return fired;
  }

  async scopes(
    after: ScopeRef | null,
    limit: number,
  ): Promise<readonly (ScopeRef & { head: Head; state: MachineState })[]> {
    const rows = await this.#read(null, STATEMENTS.scopes, [after?.tenant ?? "", after?.scope ?? "", limit]);
    return parseRows(rows, scopeRow).map(
      ({ tenant, scope, seq, hash, epoch, recorded_at: recordedAt, state }) => ({
        tenant,
        scope,
        head: { seq, hash, epoch, recordedAt },
        state,
      }),
    );
  }

  async projection({ tenant, scope }: ScopeRef): Promise<Projection> {
    const nodes = parseRows(await this.#read(tenant, STATEMENTS.nodes, [tenant, scope]), nodeRow);
    const edges = parseRows(await this.#read(tenant, STATEMENTS.edges, [tenant, scope]), edgeRow);
    return {
      nodes: nodes.map(({ recorded_at: recordedAt, valid_from: validFrom, valid_to: validTo, ...row }) => ({
        ...row,
        recordedAt,
        validFrom,
        validTo,
      })),
      edges: edges.map(({ recorded_at: recordedAt, source: from, target: to, ...row }) => ({
        ...row,
        recordedAt,
        from,
        to,
      })),
    };
  }

  async ping(): Promise<void> {
    await this.#read(null, STATEMENTS.ping, []);
  }

  /** The database belongs to whoever opened it. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #read(tenant: string | null, sql: string, values: Query["values"]): Promise<Rows> {
    return this.#database.transaction({ role: READER, tenant }, [{ sql, values }]);
  }

  #relaxed(tenant: string | null, sql: string, values: Query["values"]): Promise<Rows> {
    return this.#database.transaction({ role: READER, tenant, relaxed: true }, [{ sql, values }]);
  }
}

const EMPTY_BATCH = {
  cursor: null,
  wake: [],
  machine: null,
  keys: [],
  graph: { nodes: [], edges: [] },
  deadLetters: [],
} as const;

function sessionOf(role: StoreRole, tenant: string): Session {
  return { role: `synod_${role}`, tenant };
}

function refuseTooLarge({ events }: CommitBatch): void {
  const bytes = events.reduce((sum, { body }) => sum + Buffer.byteLength(body, "utf8"), 0);
  if (events.length <= EVENTS_PER_COMMIT_MAX && bytes <= BYTES_PER_COMMIT_MAX) return;
  throw new SynodError("SYN_COMMIT_TOO_LARGE", `${events.length} events of ${bytes} bytes`);
}
