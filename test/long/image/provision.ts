import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { ensureBinary } from "../../../infra/native/ensure-binary.ts";
import { runCommand } from "../../../infra/native/run-command.ts";

const PROVISION = new URL("../../../infra/compose/postgres/provision.sql", import.meta.url).pathname;
const STEP_MS_MAX = 60_000;

/** Variable of each login's password, as docker-compose.yml has them. */
const LOGINS = {
  synod_owner: "SYNOD_OWNER_DB_PASSWORD",
  login_ingest: "SYNOD_INGEST_DB_PASSWORD",
  login_agents: "SYNOD_AGENTS_DB_PASSWORD",
  login_governor: "SYNOD_GOVERNOR_DB_PASSWORD",
  login_executor: "SYNOD_EXECUTOR_DB_PASSWORD",
  login_tracker: "SYNOD_TRACKER_DB_PASSWORD",
  openfga: "OPENFGA_DB_PASSWORD",
} as const;

export type Login = keyof typeof LOGINS;

/** Runs provision.sql twice, as every `up` does, on an empty server; gives each login's URL of the database `synod`. */
export async function provision(superuserUrl: string): Promise<(login: Login) => string> {
  const psql = join(dirname(await ensureBinary("postgres")), "psql");
  const url = new URL(superuserUrl);
  url.pathname = "/postgres";
  const passwords = Object.fromEntries(
    Object.values(LOGINS).map((variable) => [variable, randomBytes(24).toString("hex")]),
  );
  const run = (args: readonly string[], env: NodeJS.ProcessEnv) =>
    runCommand(psql, ["--no-psqlrc", "--quiet", ...args, url.href], {
      env: { ...process.env, ...env },
      timeoutMs: STEP_MS_MAX,
    });
  // What the native server comes with is what provisioning makes.
  await run(["--command=drop database synod"], {});
  for (let round = 0; round < 2; round += 1) await run([`--file=${PROVISION}`], passwords);
  return (login) => {
    const own = new URL(superuserUrl);
    own.username = login;
    own.password = passwords[LOGINS[login]] ?? "";
    return own.href;
  };
}
