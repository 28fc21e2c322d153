import { toSynodError, type SynodError } from "@synod/core";
import type { Claim, ReleaseOutcome } from "@synod/contracts";
import { backoffMs } from "./backoff.ts";
import { dispositionOf, isFatal } from "./failure.ts";
import type { AnyHandler } from "./handler.ts";
import { keepAlive } from "./heartbeat.ts";
import { Turn, type TurnEnd, type TurnOptions, type TurnPorts } from "./turn.ts";

/** How the time with one claimed scope ended. */
export type TenureEnd =
  /**
   * `more`: there may be more to do for this handler in this scope. `standing`: where the last commit left the
   * cursor, without a lease; null if that is not known.
   */
  | { readonly kind: "done"; readonly more: boolean; readonly standing: Claim | null }
  /** Given back: to be tried again after `retryMs`. */
  | { readonly kind: "later"; readonly retryMs: number };

export interface TenureOptions {
  /** Aborts with a SynodError: the process drains. */
  readonly unwanted: AbortSignal;
  readonly traceparent: string | null;
  readonly beforeCommit: () => void;
  /** False once the process drains: the turn under way is the last. */
  readonly goesOn: () => boolean;
  /** Called while the lease is prolonged. */
  readonly working: () => void;
  /** How often in a row this scope was deferred before. */
  readonly deferrals: number;
  /** The store cannot go on at all. */
  readonly onFatal: (error: SynodError) => void;
}

/** Works on one claimed scope, turn after turn under one lease, and gives it back. Never rejects. */
export async function tenure(
  handler: AnyHandler,
  claim: Claim,
  options: TenureOptions,
  ports: TurnPorts,
): Promise<TenureEnd> {
  const lease = keepAlive(claim, options, ports);
  try {
    return await new Tenure(handler, options, lease.unwanted, ports).run(claim);
  } finally {
    lease.end();
  }
}

/**
 * One turn without a lease, from where the last turn of this process left the cursor: two who do at once what
 * costs nothing do no harm, since only one commits. Null: a claim is needed, since another was here, something
 * went wrong that is to be counted, or there is something to think. Never rejects.
 *
 * A process that this turn kills leaves no trace of it. The next process does not know the cursor, claims it, and
 * is counted: an event that kills every time still becomes a dead letter.
 */
export async function unleasedTurn(
  handler: AnyHandler,
  standing: Claim,
  { unwanted, traceparent, beforeCommit }: TenureOptions,
  ports: TurnPorts,
): Promise<TenureEnd | null> {
  const { clock, meter } = ports;
  const start = clock.monotonic();
  const options = { leased: false, narrow: false, mayKeepLease: false, unwanted, traceparent, beforeCommit };
  const end = await new Turn(handler, standing, options, ports).runUnleased();
  if (end.kind === "nothing") return { kind: "done", more: false, standing };
  if (end.kind !== "committed") return null;
  meter.turn(handler.name, end.kind, (clock.monotonic() - start) / 1000);
  return { kind: "done", more: end.more, standing: end.claim };
}

class Tenure {
  readonly #handler: AnyHandler;
  readonly #options: TenureOptions;
  readonly #unwanted: AbortSignal;
  readonly #ports: TurnPorts;
  /** Up to this position a batch failed: its events are dealt with one by one. */
  #narrowUntil = 0;

  constructor(handler: AnyHandler, options: TenureOptions, unwanted: AbortSignal, ports: TurnPorts) {
    this.#handler = handler;
    this.#options = options;
    this.#unwanted = unwanted;
    this.#ports = ports;
  }

  async run(first: Claim): Promise<TenureEnd> {
    const { limits } = this.#ports;
    let claim = first;
    for (let turn = 1; ; turn += 1) {
      const mayKeepLease = turn < limits.turnsPerLeaseMax && this.#options.goesOn();
      const end = await this.#turn(claim, mayKeepLease);
      switch (end.kind) {
        case "committed":
          if (!end.kept) return { kind: "done", more: end.more, standing: end.claim };
          claim = end.claim;
          if (!this.#options.goesOn()) {
            await this.#release(claim, { kind: "deferred", retryMs: 0 });
            return { kind: "done", more: true, standing: null };
          }
          break;
        case "lease_lost":
          return { kind: "done", more: true, standing: null };
        case "failed": {
          const narrower = this.#narrowed(end, claim);
          if (!narrower) return this.#giveBack(claim, end);
          break;
        }
        default:
          return end satisfies never;
      }
    }
  }

  async #turn(claim: Claim, mayKeepLease: boolean): Promise<TurnEnd> {
    const { clock, meter, limits } = this.#ports;
    const start = clock.monotonic();
    const narrow = this.#isNarrow(claim);
    const { traceparent, beforeCommit } = this.#options;
    const options: TurnOptions = {
      leased: true,
      narrow,
      mayKeepLease,
      unwanted: this.#unwanted,
      traceparent,
      beforeCommit,
    };
    let end: TurnEnd;
    if (claim.crashes >= limits.crashesMax) {
      const cause = `its process ended ${claim.crashes} times while it was dealt with`;
      end = await this.#bury(claim, options, "SYN_CRASHED", cause, claim.failures);
    } else {
      end = await new Turn(this.#handler, claim, options, this.#ports).run();
      if (end.kind === "failed" && this.#isHopeless(end, claim)) {
        const { code, detail } = end.error;
        end = await this.#bury(claim, options, code, detail, claim.failures + 1);
      }
    }
    meter.turn(this.#handler.name, end.kind, (clock.monotonic() - start) / 1000);
    return end;
  }

  /** After trouble events are dealt with one by one, so that only the one at fault pays. */
  #isNarrow(claim: Claim): boolean {
    return claim.failures > 0 || claim.crashes > 0 || claim.seq < this.#narrowUntil;
  }

  /** The work on one single event failed for good, or too often. */
  #isHopeless(
    { error, phase, wanted }: Extract<TurnEnd, { readonly kind: "failed" }>,
    { failures }: Claim,
  ): boolean {
    if (wanted === null || wanted.events.length > 1) return false;
    const disposition = dispositionOf(error, phase);
    const tooOften = failures + 1 >= this.#ports.limits.deliverMax;
    // A wake has no event to blame: it gets all its tries.
    if (disposition === "bury") return wanted.events.length === 1 || tooOften;
    return disposition === "retry" && tooOften;
  }

  /** True if the batch that failed can be tried again in smaller pieces, under the same lease. */
  #narrowed({ error, phase, wanted }: Extract<TurnEnd, { readonly kind: "failed" }>, claim: Claim): boolean {
    if (wanted === null || wanted.events.length <= 1 || this.#isNarrow(claim)) return false;
    if (dispositionOf(error, phase) !== "bury") return false;
    this.#narrowUntil = wanted.upTo;
    return true;
  }

  #bury(claim: Claim, options: TurnOptions, code: string, cause: string, failures: number): Promise<TurnEnd> {
    const { logger, limits, redact } = this.#ports;
    const { tenant, scope, handler, crashes } = claim;
    const shown = redact(cause).slice(0, limits.causeCharsMax);
    logger.error(
      { handler, tenant, scope, after: claim.seq, code, cause: shown, failures, crashes },
      "an event becomes a dead letter",
    );
    const grave = { code, cause: shown, failures };
    return new Turn(this.#handler, claim, { ...options, narrow: true }, this.#ports).bury(grave);
  }

  async #giveBack(
    claim: Claim,
    { error, phase }: Extract<TurnEnd, { readonly kind: "failed" }>,
  ): Promise<TenureEnd> {
    const outcome = this.#outcome(claim, error, phase);
    await this.#release(claim, outcome);
    return { kind: "later", retryMs: outcome.retryMs };
  }

  #outcome(
    { handler, tenant, scope, failures, seq }: Claim,
    error: SynodError,
    phase: "load" | "work" | "commit",
  ): ReleaseOutcome {
    const { limits, random, meter, logger } = this.#ports;
    const fields = { handler, tenant, scope, after: seq, code: error.code, cause: error.detail };
    const disposition = dispositionOf(error, phase);
    switch (disposition) {
      case "defer":
        meter.deferred(handler, error.code);
        logger.info(fields, "deferred");
        return { kind: "deferred", retryMs: this.#deferMs(error) };
      case "park":
        meter.deferred(handler, error.code);
        logger.error(fields, "the scope's log cannot be read: it waits");
        return { kind: "deferred", retryMs: limits.parkMs };
      case "fatal":
        this.#options.onFatal(error);
        return { kind: "deferred", retryMs: limits.deferBackoff.capMs };
      case "retry":
      case "bury":
        meter.failed(handler, error.code);
        logger.warn({ ...fields, failures: failures + 1 }, "failed, and will be tried again");
        return { kind: "failed", retryMs: backoffMs(limits.failureBackoff, failures, random) };
      default:
        return disposition satisfies never;
    }
  }

  #deferMs({ code }: SynodError): number {
    // Whoever drains leaves the work to the others at once.
    if (code === "SYN_DRAINING") return 0;
    const { limits, random } = this.#ports;
    return backoffMs(limits.deferBackoff, this.#options.deferrals, random);
  }

  /** A lease that ends without a word counts as a crash, so the word is said more than once if need be. */
  async #release(claim: Claim, outcome: ReleaseOutcome): Promise<void> {
    const { store, clock, random, limits, logger } = this.#ports;
    for (let attempt = 0; attempt < RELEASES_MAX; attempt += 1) {
      try {
        await store.release(claim, outcome);
        return;
      } catch (thrown) {
        const error = toSynodError(thrown);
        const { code, detail } = error;
        logger.debug({ handler: claim.handler, code, cause: detail }, "a lease could not be given back");
        if (isFatal(error)) return;
        await clock.sleep(backoffMs(limits.deferBackoff, attempt, random));
      }
    }
  }
}

const RELEASES_MAX = 4;
