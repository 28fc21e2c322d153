import {
  timerEvent,
  type Digest,
  type DueTimer,
  type EventRecord,
  type Head,
  type IsoInstant,
  type MachineState,
  type Projection,
  type ScopeRef,
} from "@synod/core";
import {
  checkCommit,
  checkText,
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
  type Thought,
} from "@synod/contracts";
import { commitDocument, commitResultRow, committedEvents } from "./commit-document.ts";
import type { Database, Session } from "./database.ts";
import { onlyRow } from "./rows.ts";
import { executeStatement, runStatement } from "./run-statement.ts";
import { STATEMENTS } from "./statements/index.ts";
import {
  claimRow,
  cursorRow,
  edgeRow,
  loadedRow,
  nodeRow,
  scopeRow,
  thoughtRow,
  timerRow,
} from "./store-rows.ts";

export interface StoreOptions {
  readonly database: Database;
  /** Leases, retries and crashes are counted by it. */
  readonly clock: Pick<Clock, "now">;
}

/** The store on PGlite or PostgreSQL: one statement for each call, in a transaction of its role and tenant. */
export function createStore(options: StoreOptions): Store {
  return new SqlStore(options);
}

/** Reads, claims, prolongs leases and gives them back. */
const READER = "synod_reader";

class SqlStore implements Store {
  readonly #database: Database;
  readonly #clock: Pick<Clock, "now">;

  constructor({ database, clock }: StoreOptions) {
    this.#database = database;
    this.#clock = clock;
  }

  async load({ tenant, scope, afterSeq, eventsMax, bytesMax }: LoadQuery): Promise<LoadedScope> {
    const values = [tenant, scope, afterSeq, eventsMax, bytesMax] as const;
    return onlyRow(await runStatement(this.#database, reading(tenant), STATEMENTS.load, values, loadedRow))
      .loaded;
  }

  commit(batch: CommitBatch): Promise<CommitResult> {
    return this.#commit(batch, null);
  }

  async claim({ handler, instance, leaseMs, limit, only }: ClaimQuery): Promise<readonly Claim[]> {
    const scope = [only?.tenant ?? null, only?.scope ?? null] as const;
    const values = [handler, instance, this.#clock.now(), leaseMs, limit, ...scope] as const;
    const rows = await runStatement(this.#database, leasing(null), STATEMENTS.claim, values, claimRow);
    return rows.map((row) => ({ handler, ...row }));
  }

  async renew({ handler, tenant, scope, fence }: ClaimKey, leaseMs: number): Promise<boolean> {
    const values = [handler, tenant, scope, fence, this.#clock.now() + leaseMs] as const;
    return (await executeStatement(this.#database, leasing(tenant), STATEMENTS.renew, values)) > 0;
  }

  async release(
    { handler, tenant, scope, fence }: ClaimKey,
    { kind, retryMs }: ReleaseOutcome,
  ): Promise<void> {
    const retryAt = this.#clock.now() + Math.ceil(retryMs);
    const values = [handler, tenant, scope, fence, retryAt, kind === "failed" ? 1 : 0] as const;
    await executeStatement(this.#database, leasing(tenant), STATEMENTS.release, values);
  }

  async cursors({ tenant, scope }: ScopeRef): Promise<readonly CursorState[]> {
    const values = [tenant, scope, this.#clock.now()] as const;
    const rows = await runStatement(this.#database, reading(tenant), STATEMENTS.cursors, values, cursorRow);
    return rows.map(({ wanted_seq: wantedSeq, ...row }) => ({ ...row, wantedSeq }));
  }

  async thought({ tenant, scope }: ScopeRef, digest: Digest): Promise<Thought | null> {
    const values = [tenant, scope, digest] as const;
    const rows = await runStatement(this.#database, reading(tenant), STATEMENTS.thought, values, thoughtRow);
    return rows[0] ?? null;
  }

  async journal({ tenant, scope }: ScopeRef, { digest, document, answer }: Thought): Promise<void> {
    checkText({ "a thought's answer": answer });
    const values = [tenant, scope, digest, document, answer] as const;
    await executeStatement(this.#database, { role: "synod_agents", tenant }, STATEMENTS.journal, values);
  }

  async fireTimers(now: IsoInstant, limit: number): Promise<readonly EventRecord[]> {
    const due = await runStatement(
      this.#database,
      reading(null),
      STATEMENTS.dueTimers,
      [now, limit],
      timerRow,
    );
    const fired: EventRecord[] = [];
    for (const timer of due) fired.push(...(await this.#fire(timer, now)));
    return fired;
  }

  async scopes(
    after: ScopeRef | null,
    limit: number,
  ): Promise<readonly (ScopeRef & { head: Head; state: MachineState })[]> {
    const values = [after?.tenant ?? "", after?.scope ?? "", limit] as const;
    const rows = await runStatement(this.#database, reading(null), STATEMENTS.scopes, values, scopeRow);
    return rows.map(({ tenant, scope, seq, hash, epoch, recorded_at: recordedAt, state }) => ({
      tenant,
      scope,
      head: { seq, hash, epoch, recordedAt },
      state,
    }));
  }

  async projection({ tenant, scope }: ScopeRef): Promise<Projection> {
    const values = [tenant, scope] as const;
    const nodes = await runStatement(this.#database, reading(tenant), STATEMENTS.nodes, values, nodeRow);
    const edges = await runStatement(this.#database, reading(tenant), STATEMENTS.edges, values, edgeRow);
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
    await executeStatement(this.#database, reading(null), STATEMENTS.ping, []);
  }

  /** The database belongs to whoever opened it. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** `fires`: the timer that the batch's event is about; if it is not there as it was read, a conflict. */
  async #commit(batch: CommitBatch, fires: DueTimer | null): Promise<CommitResult> {
    checkCommit(batch);
    // A cursor that a crash of the server moves back decides nothing anew that was not decided the same before.
    const relaxed = batch.events.length === 0;
    const session = { role: `synod_${batch.role}`, tenant: batch.tenant, relaxed };
    const values = [commitDocument(batch, fires)] as const;
    const rows = await runStatement(this.#database, session, STATEMENTS.commit, values, commitResultRow);
    const { result } = onlyRow(rows);
    if (result.kind !== "committed") return result;
    const { hashes, ...rest } = result;
    return { ...rest, events: committedEvents(batch, hashes) };
  }

  /** A head that moved on leaves the timer for the next look; a timer that another instance fired is done. */
  async #fire(timer: DueTimer, now: IsoInstant): Promise<readonly EventRecord[]> {
    const { tenant, scope, handler, key } = timer;
    const { head } = await this.load({
      tenant,
      scope,
      afterSeq: Number.MAX_SAFE_INTEGER,
      eventsMax: 1,
      bytesMax: 1,
    });
    if (head === null) return [];
    const { body, text } = timerEvent(timer, head, now);
    const { id, type, recorded_at: recordedAt } = body;
    const batch: CommitBatch = {
      ...EMPTY_BATCH,
      tenant,
      scope,
      role: "tracker",
      expected: head,
      events: [{ id, type, recordedAt, body: text, idempotencyKey: null }],
      timers: [{ handler, key, due: null }],
    };
    const result = await this.#commit(batch, timer);
    return result.kind === "committed" ? result.events : [];
  }
}

const EMPTY_BATCH = {
  cursor: null,
  wake: [],
  unlessWaiting: [],
  machine: null,
  keys: [],
  graph: { nodes: [], edges: [] },
  deadLetters: [],
} as const;

function reading(tenant: string | null): Session {
  return { role: READER, tenant, isRead: true };
}

/** A lease that a crash of the server forgets is taken again: it need not wait for the disk. */
function leasing(tenant: string | null): Session {
  return { role: READER, tenant, relaxed: true };
}
