import { ERRORS, toSynodError, type ErrorCode } from "@synod/core";

/** RFC 9457 problem details, with Synod's stable code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly hint: string;
}

export const PROBLEM_TYPE = "application/problem+json";

/** Seconds to wait before another try, for what another try may mend. */
export const RETRY_AFTER_S = 1;

/** What leaves through a route: for a bug of ours, no word of its inside. */
export function problemOf(thrown: unknown): Problem {
  const error = toSynodError(thrown);
  const { status, message, hint, class: kind } = ERRORS[error.code];
  return {
    type: `urn:synod:error:${error.code}`,
    title: message,
    status,
    detail: kind === "bug" ? "See the service's log for the trace." : error.detail,
    code: error.code,
    hint,
  };
}
