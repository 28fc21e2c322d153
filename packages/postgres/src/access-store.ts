import type { Digest, IsoInstant, TenantId } from "@synod/core";
import {
  checkText,
  type AccessStore,
  type ApiKey,
  type IdempotentRequest,
  type Reservation,
  type StoredResponse,
} from "@synod/contracts";
import { z } from "zod";
import type { Database, Session } from "./database.ts";
import { digest, instant, integer, onlyRow, tenantOf } from "./rows.ts";
import { executeStatement, runStatement } from "./run-statement.ts";
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

const removedRow = z.object({ removed: integer });

/** API keys and idempotency keys on PGlite or PostgreSQL. */
export function createAccessStore({ database }: { readonly database: Database }): AccessStore {
  const as = (tenant: string | null): Session => ({ role: ROLE, tenant });
  const reading = (tenant: string | null): Session => ({ ...as(tenant), isRead: true });
  const keyOf = ({ tenant, holder, route, key }: IdempotentRequest) => [tenant, holder, route, key] as const;

  return {
    async createKey({ id, tenant, name, hash, createdAt }) {
      checkText({ "a key's id": id, "a key's name": name });
      await executeStatement(database, as(tenant), STATEMENTS.createKey, [id, tenant, name, hash, createdAt]);
    },
    async findKey(hash: Digest) {
      return (await runStatement(database, reading(null), STATEMENTS.findKey, [hash], keyRow))[0] ?? null;
    },
    listKeys(tenant: TenantId) {
      return runStatement(database, reading(tenant), STATEMENTS.listKeys, [tenant], keyRow);
    },
    async revokeKey(tenant: TenantId, id: string) {
      return (await executeStatement(database, as(tenant), STATEMENTS.revokeKey, [tenant, id])) > 0;
    },
    async reserve(request, now, inFlightMs) {
      const { tenant, content, route, key } = request;
      checkText({ "a route": route, "an idempotency key": key });
      const values = [
        ...keyOf(request),
        content,
        now,
        before(now, inFlightMs),
        before(now, KEPT_MS),
      ] as const;
      const rows = await runStatement(database, as(tenant), STATEMENTS.reserve, values, reservationRow);
      return reservationOf(onlyRow(rows), request, now, inFlightMs);
    },
    async complete(request, { status, body }: StoredResponse) {
      checkText({ "an answer's body": body });
      const values = [...keyOf(request), status, body] as const;
      await executeStatement(database, as(request.tenant), STATEMENTS.complete, values);
    },
    async abandon(request) {
      await executeStatement(database, as(request.tenant), STATEMENTS.abandon, keyOf(request));
    },
    async expire(now: IsoInstant) {
      const values = [before(now, KEPT_MS)] as const;
      return onlyRow(await runStatement(database, as(null), STATEMENTS.expireIdempotency, values, removedRow))
        .removed;
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
