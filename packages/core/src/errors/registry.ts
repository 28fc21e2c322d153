/** Only the class decides between another try (`retryable`) and a dead letter (`terminal`, `bug`). */
export type ErrorClass = "retryable" | "terminal" | "bug";

export interface ErrorEntry {
  readonly class: ErrorClass;
  /** HTTP status when it leaves through a route. */
  readonly status: number;
  readonly message: string;
  /** What to do next, for a person at a terminal. */
  readonly hint: string;
}

const entry = (cls: ErrorClass, status: number, message: string, hint: string): ErrorEntry => ({
  class: cls,
  status,
  message,
  hint,
});

/** Every error of Synod. Codes are stable: they are never renamed or reused. */
export const ERRORS = {
  // Input
  SYN_USAGE: entry("terminal", 400, "The command line is not understood", "See --help."),
  SYN_CONFIG_INVALID: entry(
    "terminal",
    400,
    "The configuration is not valid",
    "Correct the value named; `synod config` shows where each comes from.",
  ),
  SYN_SCOPE_INVALID: entry("terminal", 400, "scope.yaml is not valid", "Correct the line named."),
  SYN_SCOPE_MISSING_DOCUMENT: entry(
    "terminal",
    400,
    "scope.yaml lists a document that is not there",
    "Add the file to docs/ or take it off the list.",
  ),
  SYN_CASE_NOT_FOUND: entry(
    "terminal",
    404,
    "The folder is not a case",
    "A case has a scope.yaml and a folder docs/.",
  ),
  SYN_POLICY_INVALID: entry("terminal", 400, "The policy is not valid", "Correct the line named."),
  SYN_REQUEST_INVALID: entry(
    "terminal",
    400,
    "The request is not valid",
    "See the errors listed and the OpenAPI document.",
  ),
  SYN_CONTENT_TYPE: entry(
    "terminal",
    415,
    "The request's content type is not supported",
    "Send application/json, or multipart/form-data with a document, or application/yaml with a scope.",
  ),
  SYN_SNAPSHOTS_INVALID: entry(
    "terminal",
    400,
    "The trajectory is not valid",
    "Give {snapshots: [...]} with the five numbers each.",
  ),
  // Documents
  SYN_DOCUMENT_EMPTY: entry("terminal", 422, "The document is empty", "Send a document with text in it."),
  SYN_DOCUMENT_TOO_LARGE: entry(
    "terminal",
    413,
    "The document is larger than the limit",
    "Split it, or raise SYNOD_DOCUMENT_BYTES_MAX.",
  ),
  SYN_DOCUMENT_NOT_TEXT: entry(
    "terminal",
    422,
    "The document is not UTF-8 text",
    "Save it as UTF-8 without NUL characters.",
  ),
  SYN_DOCUMENT_UNREADABLE: entry(
    "terminal",
    422,
    "The file cannot be read",
    "Check its type and permissions.",
  ),
  SYN_DOCUMENT_TYPE: entry(
    "terminal",
    415,
    "The document's type is not supported",
    "Send .md, .txt or .csv.",
  ),
  SYN_DOCUMENT_NAME: entry(
    "terminal",
    400,
    "The document's name is not usable",
    "Use a plain file name of at most 255 bytes without path separators or control characters.",
  ),
  SYN_ANALYST_LIMIT: entry(
    "terminal",
    422,
    "The document is beyond what the analyst can read",
    "Split it; the cause names the limit.",
  ),
  SYN_CONTRADICTIONS_LIMIT: entry(
    "terminal",
    422,
    "The document contradicts more than one change can record",
    "See that what it says of different things is not said of one and the same; or split it.",
  ),
  SYN_ANALYST_OUTPUT: entry(
    "terminal",
    422,
    "The model's answer does not fit its schema",
    "Look at the dead letter; redrive after a change of model or prompt.",
  ),
  // Access
  SYN_UNAUTHENTICATED: entry(
    "terminal",
    401,
    "No valid API key was given",
    "Send Authorization: Bearer with a key made by `synod key create`.",
  ),
  SYN_FORBIDDEN: entry("terminal", 403, "This key may not do that", "Ask an owner of the scope."),
  SYN_NOT_FOUND: entry("terminal", 404, "Not found", "Check the tenant and scope."),
  SYN_IDEMPOTENCY_CONFLICT: entry(
    "terminal",
    409,
    "This idempotency key was used for other content",
    "Use a new key for new content.",
  ),
  SYN_IDEMPOTENCY_IN_FLIGHT: entry(
    "retryable",
    409,
    "A request with this idempotency key is still in flight",
    "Try again after Retry-After.",
  ),
  SYN_RATE_LIMITED: entry("retryable", 429, "Too many requests", "Try again after Retry-After."),
  SYN_OVERLOADED: entry(
    "retryable",
    503,
    "The service takes no more work right now",
    "Try again after Retry-After.",
  ),
  SYN_DRAINING: entry(
    "retryable",
    503,
    "The service is shutting down",
    "Try again; another instance will answer.",
  ),
  // Dependencies
  SYN_DATABASE_UNAVAILABLE: entry(
    "retryable",
    503,
    "PostgreSQL cannot be reached",
    "Check SYNOD_DATABASE_URL and the server.",
  ),
  SYN_DATABASE_ERROR: entry("bug", 500, "The database refused a statement", "Report this with its cause."),
  SYN_DATABASE_SCHEMA: entry(
    "terminal",
    500,
    "The database's schema does not fit this version",
    "Run `synod migrate` with the newest version.",
  ),
  SYN_BUS_UNAVAILABLE: entry(
    "retryable",
    503,
    "NATS cannot be reached",
    "Check SYNOD_NATS_URL and the server.",
  ),
  SYN_BLOBS_UNAVAILABLE: entry(
    "retryable",
    503,
    "The blob store cannot be reached",
    "Check SYNOD_S3_URL and the server.",
  ),
  SYN_BLOB_NOT_FOUND: entry(
    "terminal",
    404,
    "The blob is not there",
    "Restore it from a backup; its name is its SHA-256.",
  ),
  SYN_BLOB_CORRUPT: entry(
    "terminal",
    500,
    "The blob's bytes do not match its name",
    "Restore it from a backup; its name is its SHA-256.",
  ),
  SYN_AUTHORIZER_UNAVAILABLE: entry(
    "retryable",
    503,
    "OpenFGA cannot be reached",
    "Check SYNOD_OPENFGA_URL and the server.",
  ),
  SYN_AUTHORIZER_QUESTION: entry(
    "bug",
    500,
    "The authorization model does not know what was asked",
    "Report this with its cause.",
  ),
  SYN_MODEL_UNAVAILABLE: entry(
    "retryable",
    503,
    "The language model cannot be reached",
    "Check SYNOD_MODEL_URL and the key.",
  ),
  SYN_CIRCUIT_OPEN: entry(
    "retryable",
    503,
    "A failing dependency is left alone for a while",
    "Wait; see /readyz for which.",
  ),
  SYN_TIMEOUT: entry(
    "retryable",
    503,
    "It took longer than allowed",
    "Try again; raise the timeout named if it always happens.",
  ),
  // Log and work
  SYN_CONFLICT: entry("retryable", 409, "The scope moved on meanwhile", "It is tried again by itself."),
  SYN_LEASE_LOST: entry(
    "retryable",
    409,
    "Another instance took this work over",
    "It is tried again by itself.",
  ),
  SYN_COMMIT_UNKNOWN: entry(
    "retryable",
    503,
    "The connection broke before the commit was answered",
    "It is looked up and tried again by itself.",
  ),
  SYN_COMMIT_TOO_LARGE: entry(
    "terminal",
    413,
    "One decision caused more than a commit may hold",
    "See the limit named in the cause.",
  ),
  SYN_TEXT_UNSTORABLE: entry(
    "terminal",
    422,
    "A text holds what cannot be stored",
    "Take NUL characters and lone surrogates out of the field named.",
  ),
  SYN_EVENT_UNKNOWN: entry(
    "retryable",
    500,
    "The log holds an event newer than this version",
    "Upgrade; the scope waits.",
  ),
  SYN_EVENT_MALFORMED: entry("bug", 500, "An event does not fit its schema", "Run `synod log verify`."),
  SYN_CRASHED: entry(
    "terminal",
    500,
    "The handler died on this event every time",
    "See the cause; redrive after a fix.",
  ),
  SYN_LOG_BROKEN: entry(
    "terminal",
    500,
    "The hash chain does not recompute",
    "See the sequence number named; restore from a backup.",
  ),
  // State folder
  SYN_STATE_IN_USE: entry(
    "terminal",
    409,
    "Another process uses this state folder",
    "Wait for it to end, or choose another folder.",
  ),
  SYN_STATE_UNWRITABLE: entry(
    "terminal",
    500,
    "The state folder cannot be written",
    "Check its permissions.",
  ),
  SYN_STATE_MISSING: entry(
    "terminal",
    404,
    "There is no state in this folder",
    "Give the folder of an earlier `synod run --state`.",
  ),
  SYN_STATE_LOST: entry(
    "terminal",
    500,
    "The state folder is gone",
    "It was deleted or moved while in use: put it back and run the same command again, or choose another folder.",
  ),
  SYN_STATE_FOREIGN: entry(
    "terminal",
    409,
    "The folder holds other files, and no state",
    "Give an empty folder, one that is yet to be made, or that of an earlier `synod run --state`.",
  ),
  SYN_DISK_FULL: entry(
    "terminal",
    507,
    "The disk is full",
    "Make space and run the same command again: what was acknowledged is there.",
  ),
  SYN_KEY_MISSING: entry(
    "terminal",
    500,
    "A required key is not configured",
    "Set the variable named; the service does not start without it.",
  ),
  SYN_KEY_INVALID: entry(
    "terminal",
    500,
    "A key is not usable",
    "Give an Ed25519 key as PKCS #8 PEM or JWK; keys are published by their thumbprint.",
  ),
  SYN_PORT_IN_USE: entry("terminal", 500, "The port is in use", "Choose another with --port or SYNOD_PORT."),
  SYN_SERVER_FAILED: entry("terminal", 500, "A server did not start", "See its log, named in the cause."),
  SYN_CERTIFICATE_INVALID: entry("terminal", 422, "The certificate does not verify", "See the line named."),
  SYN_INTERRUPTED: entry(
    "terminal",
    503,
    "The run was interrupted",
    "Run the same command again: it goes on where it stopped.",
  ),
  SYN_INTERNAL: entry("bug", 500, "Something went wrong inside Synod", "Report this with its cause."),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
