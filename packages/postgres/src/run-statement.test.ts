import { expect, it } from "vitest";
import { z } from "zod";
import type { Database } from "./database.ts";
import { runStatement } from "./run-statement.ts";
import { STATEMENTS } from "./statements/index.ts";

const session = { role: "synod_reader", tenant: "acme" } as const;

function answering(row: Record<string, unknown>): Database {
  return {
    transaction: () => Promise.resolve([row]),
    script: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

it("refuses a row that is not what the schema says, and names the column", async () => {
  const schema = z.object({ digest: z.string(), document: z.string().nullable(), answer: z.string() });
  const values = ["acme", "crane", "d"] as const;
  const good = { digest: "d", document: null, answer: "a" };
  await expect(runStatement(answering(good), session, STATEMENTS.thought, values, schema)).resolves.toEqual([
    good,
  ]);
  await expect(
    runStatement(answering({ ...good, answer: null }), session, STATEMENTS.thought, values, schema),
  ).rejects.toMatchObject({ code: "SYN_DATABASE_ERROR", detail: expect.stringContaining("answer") });
});

// Each line under an expectation is an error of the compiler: were it none, the layer `types` would fail.
export async function misuse(database: Database): Promise<void> {
  const values = ["acme", "crane", "d"] as const;
  // @ts-expect-error -- a value is missing
  await runStatement(database, session, STATEMENTS.thought, ["acme", "crane"], z.object({}));
  // @ts-expect-error -- a value is of another type
  await runStatement(database, session, STATEMENTS.thought, ["acme", "crane", 7], z.object({}));
  // @ts-expect-error -- there is no such column
  await runStatement(database, session, STATEMENTS.thought, values, z.object({ answered: z.string() }));
  // @ts-expect-error -- the column is text
  await runStatement(database, session, STATEMENTS.thought, values, z.object({ answer: z.number() }));
  // @ts-expect-error -- the column may be null
  await runStatement(database, session, STATEMENTS.thought, values, z.object({ document: z.string() }));
}
