import { createServer, connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPostgres, type PostgresOptions } from "@synod/postgres";
import { freePort } from "../../../../infra/native/free-port.ts";
import { describeReal } from "../backing/describe-real.ts";

const OWNER = { role: null, tenant: null, isRead: true } as const;
const UNAVAILABLE = { code: "SYN_DATABASE_UNAVAILABLE", class: "retryable" };

describeReal("bounds of the pool", ["SYNOD_TEST_DATABASE_URL"], ({ SYNOD_TEST_DATABASE_URL: url }) => {
  let silence: Awaited<ReturnType<typeof silentProxy>>;
  beforeAll(async () => {
    silence = await silentProxy(new URL(url));
  });
  afterAll(() => silence.close());

  async function withPool<Result>(
    options: Partial<PostgresOptions>,
    work: (run: (sql: string) => Promise<unknown>) => Promise<Result>,
    at = url,
  ): Promise<Result> {
    const database = openPostgres(at, options);
    try {
      return await work((sql) => database.transaction(OWNER, [{ sql, values: [] }]));
    } finally {
      await database.close();
    }
  }

  it("opens so many connections, and waits so long for a free one", async () => {
    await withPool({ poolMax: 1, acquireMs: 300 }, async (run) => {
      const busy = run("select pg_sleep(1.5)");
      await expect(run("select 1")).rejects.toMatchObject(UNAVAILABLE);
      await busy;
      await expect(run("select 1 as n")).resolves.toEqual([{ n: 1 }]);
    });
  });

  it("lets no statement run longer than it may, and goes on with the connection", async () => {
    await withPool({ poolMax: 1, statementMs: 200 }, async (run) => {
      await expect(run("select pg_sleep(30)")).rejects.toMatchObject({
        code: "SYN_TIMEOUT",
        class: "retryable",
      });
      await expect(run("select 1 as n")).resolves.toEqual([{ n: 1 }]);
    });
  });

  it("has the server end a transaction that nobody goes on with", async () => {
    await withPool({ idleInTransactionMs: 1_234 }, async (run) => {
      const shown = await run("select current_setting('idle_in_transaction_session_timeout') as ms");
      expect(shown).toEqual([{ ms: "1234ms" }]);
    });
  });

  it("does not wait for a server that has fallen silent, and goes on once it speaks again", async () => {
    const bounds = { poolMax: 1, answerMs: 500, acquireMs: 2_000 };
    await withPool(
      bounds,
      async (run) => {
        await run("select 1");
        silence.begin();
        await expect(run("select 1")).rejects.toMatchObject(UNAVAILABLE);
        silence.end();
        await expect(run("select 1 as n")).resolves.toEqual([{ n: 1 }]);
      },
      silence.url,
    );
  });

  it("says that a server is away", async () => {
    const nowhere = new URL(url);
    nowhere.port = String(await freePort());
    await withPool(
      {},
      async (run) => expect(run("select 1")).rejects.toMatchObject(UNAVAILABLE),
      nowhere.href,
    );
  });

  it("is unavailable once it was closed", async () => {
    const database = openPostgres(url);
    await database.close();
    await expect(database.transaction(OWNER, [{ sql: "select 1", values: [] }])).rejects.toMatchObject(
      UNAVAILABLE,
    );
  });
});

/** Passes everything on, but for the time of a silence: then connections stay open and nothing comes through. */
async function silentProxy(target: URL) {
  let isSilent = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => {
        if (!isSilent) to.write(chunk);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const url = new URL(target);
  url.port = String(port);
  return {
    url: url.href,
    begin: () => {
      isSilent = true;
    },
    end: () => {
      isSilent = false;
    },
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
