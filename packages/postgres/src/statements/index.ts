import { readFileSync } from "node:fs";

const read = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8");

/** Every statement of the store, one a file. */
export const STATEMENTS = {
  abandon: read("abandon"),
  claim: read("claim"),
  commit: read("commit"),
  complete: read("complete"),
  createKey: read("create-key"),
  cursors: read("cursors"),
  dueTimers: read("due-timers"),
  edges: read("edges"),
  expireIdempotency: read("expire-idempotency"),
  findKey: read("find-key"),
  journal: read("journal"),
  listKeys: read("list-keys"),
  load: read("load"),
  nodes: read("nodes"),
  ping: read("ping"),
  release: read("release"),
  renew: read("renew"),
  reserve: read("reserve"),
  revokeKey: read("revoke-key"),
  scopes: read("scopes"),
  thought: read("thought"),
} as const;
