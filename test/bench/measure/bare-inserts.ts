import pg from "pg";
import type { EventRecord } from "@synod/core";

/** As many as the loop's own pool. */
const CONNECTIONS = 8;
const BATCH = 100;
const SECONDS_MIN = 3;

const TABLE = `
  drop table if exists bench_event;
  create table bench_event (
    tenant text collate "C", scope text collate "C", seq bigint, id uuid, type text, body text,
    primary key (tenant, scope, seq)
  )`;
const INSERT = `
  insert into bench_event
  select * from unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::text[])`;

/** Commits the events again and again, in batches and side by side, with nothing around them. */
export async function bareInserts(
  url: string,
  events: readonly EventRecord[],
): Promise<{ readonly perSecond: number; readonly note: string }> {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  try {
    await pool.query(TABLE);
    const start = performance.now();
    let committed = 0;
    const work = async (worker: number) => {
      for (let round = 0; performance.now() - start < SECONDS_MIN * 1000; round += 1) {
        for (let at = worker * BATCH; at < events.length; at += CONNECTIONS * BATCH) {
          const batch = events.slice(at, at + BATCH);
          // Each round is another tenant's copy.
          await pool.query({ name: "insert", text: INSERT, values: columnsOf(batch, `${worker}-${round}`) });
          committed += batch.length;
        }
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, (_, worker) => work(worker)));
    const seconds = (performance.now() - start) / 1000;
    await pool.query("drop table bench_event");
    return {
      perSecond: committed / seconds,
      note: `${CONNECTIONS} connections, ${BATCH} events a commit`,
    };
  } finally {
    await pool.end();
  }
}

function columnsOf(batch: readonly EventRecord[], copy: string): unknown[] {
  return [
    batch.map(({ tenant }) => `${tenant}-${copy}`),
    batch.map(({ scope }) => scope),
    batch.map(({ seq }) => seq),
    batch.map(({ id }) => id),
    batch.map(({ type }) => type),
    batch.map(({ body }) => body),
  ];
}
