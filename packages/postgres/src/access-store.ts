import type { Digest, IsoInstant, TenantId } from "@synod/core";
import type { AccessStore, ApiKey, IdempotentRequest, Reservation, StoredResponse } from "@synod/contracts";
import { z } from "zod";
import type { Database, Rows } from "./database.ts";
import { digest, instant, integer, parseRow, parseRows, tenantOf } from "./rows.ts";
import { STATEMENTS } from "./statements/index.ts";

const ROLE = "synod_ingest";

/** How long an answer is kept for the same request. Milliseconds. */
const KEPT_MS = 86_400_000;

const keyRow = z
  .object({ id: z.string(), tenant: tenantOf, name: z.string(), hash: digest, created_at: instant })
  .transform(({ created_at: createdAt, ...row }): ApiKey => ({ ...row, createdAt }));

const reservationRow = z.object({
  taken: z.boolean(),
  content: digest,
  reserved_at: instant,
  status: integer.nullable(),
  body: z.string().nullable(),
});

/** API keys and idempotency keys on PGlite or PostgreSQL. */
export function createAccessStore({ database }: { readonly database: Database }): AccessStore {
  const run = (tenant: string | null, sql: string, values: readonly unknown[]): Promise<Rows> =>
    database.transaction({ role: ROLE, tenant }, [{ sql, values }]);
  const keyOf = ({ tenant, holder, route, key }: IdempotentRequest) => [tenant, holder, route, key];

  return {
    async createKey({ id, tenant, name, hash, createdAt }) {
      await run(tenant, STATEMENTS.createKey, [id, tenant, name, hash, createdAt]);
    },
    async findKey(hash: Digest) {
      return parseRows(await run(null, STATEMENTS.findKey, [hash]), keyRow)[0] ?? null;
    },
    async listKeys(tenant: TenantId) {
      return parseRows(await run(tenant, STATEMENTS.listKeys, [tenant]), keyRow);
    },
    async revokeKey(tenant: TenantId, id: string) {
      return (await run(tenant, STATEMENTS.revokeKey, [tenant, id])).length > 0;
    },
    async reserve(request, now, inFlightMs) {
      const values = [...keyOf(request), request.content, now, before(now, inFlightMs), before(now, KEPT_MS)];
      return reservationOf(
        parseRow(await run(request.tenant, STATEMENTS.reserve, values), reservationRow),
        request,
        now,
        inFlightMs,
      );
    },
    async complete(request, { status, body }: StoredResponse) {
      await run(request.tenant, STATEMENTS.complete, [...keyOf(request), status, body]);
    },
    async abandon(request) {
      await run(request.tenant, STATEMENTS.abandon, keyOf(request));
    },
    async expire(now: IsoInstant) {
      const rows = await run(null, STATEMENTS.expireIdempotency, [before(now, KEPT_MS)]);
      return parseRow(rows, z.object({ removed: integer })).removed;
    },
  };
}

function reservationOf(
  row: z.output<typeof reservationRow>,
  request: IdempotentRequest,
  now: IsoInstant,
  inFlightMs: number,
): Reservation {
  if (row.taken) return { kind: "taken" };
  if (row.content !== request.content) return { kind: "conflict" };
  if (row.status !== null)
    return { kind: "answered", response: { status: row.status, body: row.body ?? "" } };
  const since = Date.parse(now) - Date.parse(row.reserved_at);
  return { kind: "in_flight", retryAfterMs: Math.max(1_000, inFlightMs - since) };
}

function before(now: IsoInstant, ms: number): string {
  return new Date(Date.parse(now) - ms).toISOString();
}
