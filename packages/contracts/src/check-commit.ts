import { SynodError } from "@synod/core";
import { BYTES_PER_COMMIT_MAX, EVENTS_PER_COMMIT_MAX, type CommitBatch } from "./ports/store.ts";

/**
 * What every store asks of a batch before it looks at the log. Throws SYN_COMMIT_TOO_LARGE, SYN_TEXT_UNSTORABLE,
 * or SYN_INTERNAL for a key that two of its events bear; nothing was written then.
 */
export function checkCommit({ events, deadLetters, timers, graph }: CommitBatch): void {
  const bytes = events.reduce((sum, { body }) => sum + Buffer.byteLength(body, "utf8"), 0);
  if (events.length > EVENTS_PER_COMMIT_MAX || bytes > BYTES_PER_COMMIT_MAX)
    throw new SynodError("SYN_COMMIT_TOO_LARGE", `${events.length} events of ${bytes} bytes`);
  for (const { body, idempotencyKey } of events)
    checkText({ "an event's body": body, "an idempotency key": idempotencyKey });
  const keys = events.flatMap(({ idempotencyKey }) => (idempotencyKey === null ? [] : [idempotencyKey]));
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  // One of them would be lost, and nobody could say which was meant.
  if (twice !== undefined)
    throw new SynodError("SYN_INTERNAL", `two events of one commit have the idempotency key ${twice}`);
  for (const { cause } of deadLetters) checkText({ "a dead letter's cause": cause });
  for (const { key } of timers) checkText({ "a timer's key": key });
  for (const { row, attributes } of [...graph.nodes, ...graph.edges])
    checkText({ "a graph row's name": row, "a graph row's attributes": attributes });
}

/**
 * Text that PostgreSQL cannot hold (NUL), or that UTF-8 cannot (lone surrogates, which a driver would replace
 * unseen). Throws SYN_TEXT_UNSTORABLE.
 */
export function checkText(fields: Readonly<Record<string, string | null>>): void {
  for (const [name, text] of Object.entries(fields)) {
    if (text === null) continue;
    if (text.includes("\0")) throw new SynodError("SYN_TEXT_UNSTORABLE", `${name} has a NUL character`);
    if (!text.isWellFormed()) throw new SynodError("SYN_TEXT_UNSTORABLE", `${name} has a lone surrogate`);
  }
}
