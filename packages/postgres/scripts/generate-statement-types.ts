import { readdir, readFile, writeFile } from "node:fs/promises";
import * as engine from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { migrate } from "../src/migrate.ts";
import { databaseOn } from "../src/pglite.ts";
import { describeStatement, render, type DescribedStatement } from "./render-statement-types.ts";

// `node packages/postgres/scripts/generate-statement-types.ts [--check]`: describes every statement against
// the migrated schema and writes its parameter and row types; with --check it compares and writes nothing.

const STATEMENTS = new URL("../src/statements/", import.meta.url);
const TARGET = new URL("types.gen.ts", STATEMENTS);

const text = render(await describeAll());
if (process.argv.includes("--check")) process.exitCode = await compare(text);
else await writeFile(TARGET, text);

async function describeAll(): Promise<DescribedStatement[]> {
  const pglite = await engine.PGlite.create({ extensions: { vector } });
  try {
    await migrate(databaseOn(engine, pglite));
    const files = (await readdir(STATEMENTS)).filter((file) => file.endsWith(".sql")).sort();
    const described: DescribedStatement[] = [];
    for (const file of files) {
      const sql = await readFile(new URL(file, STATEMENTS), "utf8");
      const { queryParams, resultFields } = await pglite.describeQuery(sql).catch((cause: unknown) => {
        throw new Error(`${file} does not fit the schema: ${String(cause)}`, { cause });
      });
      const parameters = queryParams.map(({ dataTypeID }) => dataTypeID);
      const columns = resultFields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
      described.push(describeStatement(file, sql, parameters, columns));
    }
    return described;
  } finally {
    await pglite.close();
  }
}

/** The exit code: 0 if what is committed is what would be written. */
async function compare(fresh: string): Promise<number> {
  const committed = await readFile(TARGET, "utf8").catch(() => "");
  if (committed === fresh) return 0;
  const before = committed.split("\n");
  const after = fresh.split("\n");
  const lines = [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
  console.error("src/statements/types.gen.ts is not what the statements and the migrated schema give:");
  console.error(lines.join("\n") || "only the order of its lines differs");
  console.error("Run: node packages/postgres/scripts/generate-statement-types.ts");
  return 1;
}
