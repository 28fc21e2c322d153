import { SynodError } from "@synod/core";
import type { Io } from "../io.ts";

/** `synod migrate`: brings the schema of SYNOD_DATABASE_URL to this version. Safe to run again and at once. */
export async function migrateCommand(flags: { readonly json: boolean }, io: Io): Promise<number> {
  const url = requireDatabaseUrl(io.env);
  const { migrate, openPostgres } = await import("@synod/postgres");
  const database = openPostgres(url);
  try {
    const { version, applied } = await migrate(database);
    if (flags.json) io.out(JSON.stringify({ version, applied }));
    io.err(applied.length === 0 ? `the schema is at version ${version}` : `applied ${applied.join(", ")}`);
    return 0;
  } finally {
    await database.close();
  }
}

/** Throws SYN_KEY_MISSING if the environment names no database. */
export function requireDatabaseUrl(env: NodeJS.ProcessEnv): string {
  const url = env["SYNOD_DATABASE_URL"];
  if (url === undefined || url === "") throw new SynodError("SYN_KEY_MISSING", "SYNOD_DATABASE_URL");
  return url;
}
