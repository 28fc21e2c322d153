import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readSigningKey } from "@synod/core";
import { createStore, openPglite, type Database } from "@synod/postgres";
import { systemClock } from "@synod/runtime";
import { readPolicies, verifyLog, type VerifyResult } from "@synod/sdk";
import { z } from "zod";
import { LIBRARY_BUS } from "./harness/case-folder.ts";
import { run, type Report } from "./harness/report.ts";
import { lastLine, synod } from "./harness/run-synod.ts";

const eventSchema = z.object({
  seq: z.int(),
  prev_hash: z.string(),
  hash: z.string(),
  body: z.looseObject({ type: z.string(), tenant: z.literal("local") }),
});

/** The demo's case, run once into a folder that these tests falsify. */
let state = "";
let report: Report;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "synod-e2e-"));
  await cp(inject("madeState"), state, { recursive: true });
  ({ report } = await run(LIBRARY_BUS, ["--state", state]));
});

afterAll(() => rm(state, { recursive: true, force: true }));

it("events prints the whole chain, one JSON object a line", async () => {
  const { code, stdout } = await synod(["events", "--state", state, "--json"]);
  expect(code).toBe(0);
  const events = stdout.trimEnd().split("\n").map(parsed);
  expect(events).toHaveLength(report.events);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
  for (const [index, event] of events.entries())
    if (index > 0) expect(event.prev_hash).toBe(events[index - 1]?.hash);
  expect(events.at(-1)?.hash).toBe(report.head.hash);
  // What documents say is sealed: the log does not show it.
  expect(stdout).not.toContain("Karosserie Hellweg, 10 February");
  expect(stdout).not.toContain("The total price of the library bus is");
});

it("log verify finds every event of an honest log in order", async () => {
  const ended = await synod(["log", "verify", "--state", state, "--json"]);
  expect(ended.code).toBe(0);
  expect(lastLine(ended)).toEqual({ ok: true, scopes: 1, events: report.events, first_bad: null });
});

describe("a falsified log", () => {
  let database: Database;
  /** As an intruder with every right would do it: no trigger fires. */
  const falsify = (sql: string) => database.script(`set local session_replication_role = replica; ${sql}`);
  let verify: () => Promise<VerifyResult>;

  beforeAll(async () => {
    database = await openPglite(join(state, "database"));
    for (const table of TABLES) await falsify(`create table public.kept_${table} as table synod.${table}`);
    const log = {
      store: createStore({ database, clock: systemClock }),
      masterKey: Buffer.from(await readFile(join(state, "keys", "master.key"), "utf8"), "base64"),
      inputs: {
        policy: (await readPolicies()).finality,
        keys: [readSigningKey(await readFile(join(state, "keys", "signing.pem"), "utf8")).jwk],
      },
    };
    verify = () => verifyLog(log);
  });

  afterAll(() => database.close());

  const TABLES = ["event", "scope_head", "node", "edge"];
  const middle = "seq = 20";

  it.each<{ name: string; sql: string; seq: number | null; reason: RegExp }>([
    {
      name: "one letter of a body",
      sql: `update synod.event set body = replace(body, 'Purchase', 'Purchasf') where seq = 1`,
      seq: 1,
      reason: /does not hash/,
    },
    {
      name: "a body and its hash",
      sql: `update synod.event set body = replace(body, 'Purchase', 'Purchasf') where seq = 1;
        update synod.event set hash = sha256(prev_hash || int8send(seq) || sha256(convert_to(body, 'UTF8'))) where seq = 1`,
      seq: 2,
      reason: /does not name the hash/,
    },
    {
      name: "a hash",
      sql: `update synod.event set hash = sha256('x') where ${middle}`,
      seq: 20,
      reason: /does not hash/,
    },
    { name: "a missing event", sql: `delete from synod.event where ${middle}`, seq: 21, reason: /missing/ },
    {
      name: "two events that changed places",
      sql: `update synod.event set seq = seq + 100000 where seq in (20, 21);
        update synod.event set seq = case seq when 100020 then 21 else 20 end where seq > 100000`,
      seq: 20,
      reason: /./,
    },
    {
      name: "a column that says something else than the body",
      sql: `update synod.event set recorded_at = '2020-01-01T00:00:00.000Z' where ${middle}`,
      seq: 20,
      reason: /./,
    },
    {
      name: "a log cut short",
      sql: `delete from synod.event where seq > 20`,
      seq: null,
      reason: /head is not the last event/,
    },
    {
      name: "a log and its head cut short",
      sql: `delete from synod.event where seq > 60;
        update synod.scope_head set seq = 60, hash = (select hash from synod.event where seq = 60)`,
      seq: 60,
      reason: /epoch/,
    },
    {
      name: "a claim in the graph's tables",
      sql: `update synod.node set attributes = replace(attributes::text, '412000', '1')
        where attributes::text like '%412000%'`,
      seq: null,
      reason: /tables are not/,
    },
    { name: "a missing edge", sql: `delete from synod.edge`, seq: null, reason: /tables are not/ },
    {
      name: "the head's hash",
      sql: `update synod.scope_head set hash = sha256('x')`,
      seq: null,
      reason: /head/,
    },
    {
      name: "the head's epoch",
      sql: `update synod.scope_head set epoch = epoch + 1`,
      seq: null,
      reason: /epoch/,
    },
  ])("$name is found", async ({ sql, seq, reason }) => {
    await falsify(sql);
    try {
      const { ok, first_bad } = await verify();
      expect(ok).toBe(false);
      expect(first_bad?.scope).toBe("local/library-bus");
      if (seq !== null) expect(first_bad?.seq).toBe(seq);
      expect(first_bad?.reason).toMatch(reason);
    } finally {
      for (const table of TABLES)
        await falsify(
          `delete from synod.${table}; insert into synod.${table} select * from public.kept_${table}`,
        );
    }
    expect(await verify()).toMatchObject({ ok: true });
  });

  it("fails the command with exit code 1", async () => {
    await falsify(`update synod.event set body = replace(body, 'Purchase', 'Purchasf') where seq = 1`);
    await database.close();
    const ended = await synod(["log", "verify", "--state", state, "--json"]);
    expect(ended.code).toBe(1);
    expect(lastLine(ended)).toMatchObject({ ok: false, first_bad: { scope: "local/library-bus", seq: 1 } });
    expect(ended.stderr).toContain("event 1");
  });
});

function parsed(line: string): z.output<typeof eventSchema> {
  return eventSchema.parse(JSON.parse(line));
}
