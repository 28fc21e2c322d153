import { ERRORS, type ErrorClass, type ErrorCode, type ErrorEntry } from "./registry.ts";

/** The one error class. `detail` is the cause in words; it may be shown and holds no secret. */
export class SynodError extends Error {
  override readonly name = "SynodError";
  readonly code: ErrorCode;
  readonly detail: string;

  constructor(code: ErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(`${code}: ${ERRORS[code].message}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }

  get entry(): ErrorEntry {
    return ERRORS[this.code];
  }

  get class(): ErrorClass {
    return ERRORS[this.code].class;
  }
}

/** Any thrown value as a SynodError; what is not one is a bug of ours. */
export function toSynodError(thrown: unknown): SynodError {
  if (thrown instanceof SynodError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new SynodError("SYN_INTERNAL", detail, { cause: thrown });
}
