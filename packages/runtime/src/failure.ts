import type { ErrorCode, SynodError } from "@synod/core";

/** Where in a turn it went wrong: reading the log, the handler's own work, or the commit. */
export type Phase = "load" | "work" | "commit";

/** What becomes of a turn that went wrong. */
export type Disposition =
  /** A dependency is away, or somebody was faster: later, and nobody's fault. */
  | "defer"
  /** This version cannot read the scope's log: later, and louder. */
  | "park"
  /** The store cannot go on at all; the process should end. */
  | "fatal"
  /** The work failed and may succeed: counted. */
  | "retry"
  /** The work failed for good: a dead letter. */
  | "bury";

const DEFERRED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "SYN_DATABASE_UNAVAILABLE",
  "SYN_BUS_UNAVAILABLE",
  "SYN_BLOBS_UNAVAILABLE",
  "SYN_AUTHORIZER_UNAVAILABLE",
  "SYN_MODEL_UNAVAILABLE",
  "SYN_CIRCUIT_OPEN",
  "SYN_DRAINING",
  "SYN_OVERLOADED",
  "SYN_RATE_LIMITED",
  "SYN_CONFLICT",
  "SYN_LEASE_LOST",
  "SYN_COMMIT_UNKNOWN",
]);

const FATAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "SYN_DISK_FULL",
  "SYN_DATABASE_SCHEMA",
  "SYN_STATE_IN_USE",
  "SYN_STATE_UNWRITABLE",
  "SYN_STATE_MISSING",
  "SYN_STATE_LOST",
]);

/** The store cannot go on at all: nobody who uses it gets any further, and the process should end. */
export function isFatal({ code }: SynodError): boolean {
  return FATAL.has(code);
}

/** The registry's class decides between another try and a dead letter; the phase says whose fault it can be. */
export function dispositionOf(error: SynodError, phase: Phase): Disposition {
  if (isFatal(error)) return "fatal";
  if (DEFERRED.has(error.code)) return "defer";
  // What cannot be read is not the fault of the event whose turn it is.
  if (phase === "load" || error.code === "SYN_EVENT_UNKNOWN") return "park";
  // The database may refuse a statement for reasons of its own: a dead letter only if it always does.
  if (error.code === "SYN_DATABASE_ERROR") return "retry";
  return error.class === "retryable" ? "retry" : "bury";
}
