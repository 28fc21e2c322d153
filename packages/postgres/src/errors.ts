import { SynodError } from "@synod/core";

/** Raised by synod.commit: an event is recorded before the head. The caller decides again. */
const BEFORE_HEAD = "SYN01";

/** SQLSTATE classes and codes that another try may mend: connection, resources, shutdown. */
const UNAVAILABLE = /^(?:08|53|57P0[1-3])/;
const SERIALIZATION = /^(?:40001|40P01)$/;
/** A character that PostgreSQL cannot hold; adapters look before, so this is the second line. */
const UNSTORABLE = /^22(?:021|P05)$/;
const TIMEOUT = /^(?:57014|55P03|25P03)$/;
const NETWORK = /^(?:ECONN|EPIPE|ETIMEDOUT|EAI_|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)/;

/** What the drivers say without a code. A query without an answer leaves a connection that is of no more use. */
const GONE =
  /connection terminated|timeout exceeded when trying to connect|Connection ended|not queryable|Query read timeout|PGlite is clos|after calling end on the pool/i;

/** What a driver throws, as one of Synod's errors. */
export function classifyDatabaseError(thrown: unknown): SynodError {
  if (thrown instanceof SynodError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = codeOf(thrown);
  const as = (known: ConstructorParameters<typeof SynodError>[0]) =>
    new SynodError(known, message, { cause: thrown });
  if (/ENOSPC|no space left|disk full|errno: 51\b/i.test(`${code} ${message}`)) return as("SYN_DISK_FULL");
  if (code === BEFORE_HEAD || SERIALIZATION.test(code)) return as("SYN_CONFLICT");
  if (TIMEOUT.test(code)) return as("SYN_TIMEOUT");
  if (UNSTORABLE.test(code)) return as("SYN_TEXT_UNSTORABLE");
  if (UNAVAILABLE.test(code) || NETWORK.test(code)) return as("SYN_DATABASE_UNAVAILABLE");
  if (GONE.test(message)) return as("SYN_DATABASE_UNAVAILABLE");
  return as("SYN_DATABASE_ERROR");
}

function codeOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return "";
  return typeof thrown.code === "string" ? thrown.code : "";
}
