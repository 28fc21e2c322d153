/** Exponential backoff with full jitter: uniform in [0, min(cap, base · 2^attempt)). Milliseconds. */
export interface BackoffPolicy {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Every bound of the consumer loop, in one place. Times in milliseconds. */
export interface Limits {
  /** Scopes that one handler works on at a time in one process. */
  readonly concurrency: number;
  /** Hints that one handler may hold unacknowledged. */
  readonly hintsInFlightMax: number;
  /** How often a handler looks for scopes that no hint told it of; jittered by half. */
  readonly sweepMs: number;
  readonly timersMs: number;
  readonly timersPerTickMax: number;
  /** A lease that is not renewed for this long is another's; renewed three times in it. */
  readonly leaseMs: number;
  readonly turnsPerLeaseMax: number;
  /** Wanted events in one turn. */
  readonly batchMax: number;
  /** Decisions made again because the head moved, in one turn. */
  readonly conflictsMax: number;
  readonly thinkMs: number;
  /** Failures of the work on one event before it is a dead letter. */
  readonly deliverMax: number;
  /** Crashes without progress before the event is a dead letter. */
  readonly crashesMax: number;
  readonly failureBackoff: BackoffPolicy;
  readonly deferBackoff: BackoffPolicy;
  readonly conflictBackoff: BackoffPolicy;
  /** A scope whose log this version cannot read is looked at again after this. */
  readonly parkMs: number;
  /** Thoughts may end for this long once a drain began; the whole drain takes at most `drainMs`. */
  readonly drainThinkMs: number;
  readonly drainMs: number;
  /** Folded scopes kept in memory, and the events folded into them. */
  readonly cachedScopesMax: number;
  readonly cachedEventsMax: number;
  /** Newest events of a cached scope that are kept open. */
  readonly tailEventsMax: number;
  readonly loadEventsMax: number;
  readonly loadBytesMax: number;
  /** Characters of a dead letter's cause. */
  readonly causeCharsMax: number;
}

/** On real servers, several processes side by side. */
export const DEFAULT_LIMITS: Limits = {
  concurrency: 8,
  hintsInFlightMax: 256,
  sweepMs: 2_000,
  timersMs: 1_000,
  timersPerTickMax: 100,
  leaseMs: 15_000,
  turnsPerLeaseMax: 16,
  batchMax: 64,
  conflictsMax: 16,
  thinkMs: 120_000,
  deliverMax: 5,
  crashesMax: 10,
  failureBackoff: { baseMs: 200, capMs: 30_000 },
  deferBackoff: { baseMs: 250, capMs: 15_000 },
  conflictBackoff: { baseMs: 4, capMs: 250 },
  parkMs: 60_000,
  drainThinkMs: 5_000,
  drainMs: 10_000,
  cachedScopesMax: 256,
  cachedEventsMax: 50_000,
  tailEventsMax: 256,
  loadEventsMax: 512,
  loadBytesMax: 8 * 1024 * 1024,
  causeCharsMax: 2_000,
};

/** In one process with its own database: nobody else to wait for, so short leases and quick sweeps. */
export const EMBEDDED_LIMITS: Limits = { ...DEFAULT_LIMITS, concurrency: 4, sweepMs: 1_000, leaseMs: 3_000 };
