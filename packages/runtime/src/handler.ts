import type {
  Activation,
  CaseState,
  Digest,
  EventDraft,
  HandlerName,
  IsoInstant,
  OpenedEvent,
  ScopeRef,
} from "@synod/core";
import type { CursorState, StoreRole, Thought } from "@synod/contracts";

/**
 * A handler is a role's or service's whole behaviour towards the log. The runtime owns the rest:
 * fetching, leases, transaction, publish, ack, retries, breakers, timeouts, spans, drain.
 */
export interface Handler<Thoughts = unknown> {
  readonly name: HandlerName;
  /** The database role its commits run as. */
  readonly role: StoreRole;
  /** Does this handler need to act now? False: the cursor moves on. A turn without events is a wake. */
  readonly activation: Activation;
  /**
   * Model, network, parsing: without locks or transaction. Runs again for each turn whose answer was
   * lost; what is expensive is journaled through the context.
   */
  readonly think?: (view: View, context: ThinkContext) => Promise<Thoughts>;
  /** Thinking only reads, here or elsewhere, and is soon done: no harm if two do it at once, so it needs no lease. */
  readonly thinksFreely?: boolean;
  /** Pure, on the state as it is at commit: called again with the same thoughts if the head moved. */
  decide(view: View, thoughts: Thoughts): Outcome;
  /** In this state, give the view all cursors of the scope, read after it. */
  readonly needsCursors?: (state: Readonly<CaseState>) => boolean;
  /** At most this many wanted events in one turn; default: the runtime's bound. */
  readonly batchMax?: number;
}

/** What activation and decision see. `state` is at the head; `events` are those the handler wants, after its cursor. */
export interface View {
  readonly scope: ScopeRef;
  readonly state: Readonly<CaseState>;
  readonly events: readonly OpenedEvent[];
  /** The cursor's position before this turn, and the position it will move to. */
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly now: IsoInstant;
  /** Of all handlers of this scope; empty if `needsCursors` does not ask for them. */
  readonly cursors: readonly CursorState[];
}

export interface ThinkContext {
  /** Aborts on timeout, drain, or when the lease is lost. */
  readonly signal: AbortSignal;
  /** The journaled answer to `digest`, or `ask`'s, journaled before it is returned. */
  journaled(digest: Digest, document: Thought["document"], ask: () => Promise<string>): Promise<string>;
}

export interface Outcome {
  readonly events: readonly EventDraft[];
  readonly timers?: readonly { readonly key: string; readonly due: IsoInstant | null }[];
  /** Events whose handling failed for good: dead letters, in the same commit. */
  readonly deadLetters?: readonly {
    readonly event: OpenedEvent;
    readonly code: string;
    readonly cause: string;
  }[];
}

export const NOTHING: Outcome = { events: [] };

/** A handler whose thoughts are its own affair: what hosts are given. Each is handed only what itself thought. */
export type AnyHandler = Handler;
