import { readFileSync } from "node:fs";
import type { StatementTypes } from "./types.gen.ts";

/** A statement file's name. */
export type StatementName = keyof StatementTypes;

/** The values of $1, $2, … in order. */
export type ParametersOf<Name extends StatementName> = StatementTypes[Name]["parameters"];

/** A row as the drivers give it; parsed before it is used. */
export type RowOf<Name extends StatementName> = StatementTypes[Name]["row"];

export interface Statement<Name extends StatementName> {
  readonly name: Name;
  readonly sql: string;
}

const read = <Name extends StatementName>(name: Name): Statement<Name> => ({
  name,
  sql: readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8"),
});

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
