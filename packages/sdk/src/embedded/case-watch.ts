import {
  foldEvent,
  isSettled,
  Keyring,
  newCaseState,
  openEvent,
  type CaseState,
  type EventRecord,
  type OpenedEvent,
  type ScopeRef,
  type SynodError,
} from "@synod/core";
import { parseEventBody, type DocumentKey, type Store } from "@synod/contracts";
import type { CommitWatcher } from "./watched-store.ts";

const PAGE = { eventsMax: 1_000, bytesMax: 8 * 1024 * 1024 } as const;

/** Follows one case: its state after every commit, and when it settles. */
export class CaseWatch implements CommitWatcher {
  readonly state: CaseState;
  readonly #keyring: Keyring;
  readonly #onEvent: (event: OpenedEvent, state: Readonly<CaseState>) => void;
  #waiting: (() => void) | null = null;
  #failure: SynodError | null = null;

  constructor(
    scope: ScopeRef,
    masterKey: Uint8Array,
    onEvent: (event: OpenedEvent, state: Readonly<CaseState>) => void,
  ) {
    this.state = newCaseState(scope);
    this.#keyring = new Keyring(masterKey);
    this.#onEvent = onEvent;
  }

  /** Reads what an earlier run left; tells nobody. */
  async catchUp(store: Store): Promise<void> {
    for (;;) {
      const { tenant, scope } = this.state;
      const page = await store.load({ tenant, scope, afterSeq: this.state.head?.seq ?? 0, ...PAGE });
      for (const key of page.keys) this.#keyring.add(key.document, key.wrapped);
      for (const record of page.events) this.#fold(record);
      if (page.events.length === 0) return;
    }
  }

  committed(events: readonly EventRecord[], keys: readonly DocumentKey[]): void {
    for (const key of keys) this.#keyring.add(key.document, key.wrapped);
    for (const record of events) {
      if (record.tenant !== this.state.tenant || record.scope !== this.state.scope) continue;
      this.#onEvent(this.#fold(record), this.state);
    }
    this.#wake();
  }

  failed(error: SynodError): void {
    this.#failure ??= error;
    this.#wake();
  }

  /** Resolves when the case is settled, or `signal` aborts. Rejects if the store failed for good. */
  async settled(signal: AbortSignal): Promise<void> {
    const wake = () => this.#wake();
    signal.addEventListener("abort", wake, { once: true });
    try {
      while (this.#failure === null && !signal.aborted && !isSettled(this.state)) {
        await new Promise<void>((resolve) => (this.#waiting = resolve));
      }
    } finally {
      signal.removeEventListener("abort", wake);
    }
    if (this.#failure !== null) throw this.#failure;
  }

  #wake(): void {
    this.#waiting?.();
    this.#waiting = null;
  }

  #fold(record: EventRecord): OpenedEvent {
    const event = openEvent(parseEventBody(record.body), record.seq, record.hash, this.#keyring);
    foldEvent(this.state, event);
    return event;
  }
}
