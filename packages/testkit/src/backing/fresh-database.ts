import { randomUUID } from "node:crypto";
import pg from "pg";

export interface FreshDatabase {
  readonly url: string;
  /** Closes whatever is still connected and removes it. */
  readonly drop: () => Promise<void>;
}

/** A database of a test's own on a server that others use too. */
export async function freshDatabase(server: string): Promise<FreshDatabase> {
  const name = `synod_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(server, `drop database ${name} with (force)`) };
}

/** Neither statement may stand in a transaction, so no pool of ours can run it. */
async function asAdmin(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
