import { ERRORS, type ErrorEntry } from "@synod/core";
import { tableOf } from "./table.ts";

/** The table of docs/errors.md, by code. */
export function errorsTable(): string {
  const rows = Object.entries<ErrorEntry>(ERRORS)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, entry]) => [`\`${code}\``, entry.class, String(entry.status), entry.message, entry.hint]);
  return tableOf(["code", "class", "HTTP", "what it means", "what to do"], rows);
}
