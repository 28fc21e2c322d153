import { toSynodError, type ErrorCode } from "@synod/core";
import type { Style } from "./style.ts";
import { plain } from "./text.ts";

/** Wrong flags, folder or file: the person at the terminal can mend it and try again. */
const INPUT_CODES: ReadonlySet<ErrorCode> = new Set([
  "SYN_USAGE",
  "SYN_CONFIG_INVALID",
  "SYN_SCOPE_INVALID",
  "SYN_SCOPE_MISSING_DOCUMENT",
  "SYN_CASE_NOT_FOUND",
  "SYN_POLICY_INVALID",
  "SYN_SNAPSHOTS_INVALID",
]);

/** How a command that failed ends: what a person reads, what a program reads, and the exit code. */
export interface Failure {
  readonly text: string;
  readonly json: {
    readonly error: {
      readonly code: string;
      readonly message: string;
      readonly cause: string;
      readonly hint: string;
    };
  };
  readonly exitCode: 1 | 2;
}

/** Exit code 2 for what was given wrong, 1 for everything else. No stack traces. */
export function describeFailure(thrown: unknown, style: Style): Failure {
  const error = toSynodError(thrown);
  const { message, hint } = error.entry;
  return {
    text: `${style.bad(error.code)}  ${message}: ${plain(error.detail)}\n  ${hint}`,
    json: { error: { code: error.code, message, cause: error.detail, hint } },
    exitCode: INPUT_CODES.has(error.code) ? 2 : 1,
  };
}
