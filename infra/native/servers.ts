/**
 * node infra/native/servers.ts fetch            builds and fetches the servers into the cache
 * node infra/native/servers.ts up [--data DIR]  starts them, prints their URLs, stays until Ctrl-C
 */
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SynodError, toSynodError } from "../../packages/core/src/errors/synod-error.ts";
import { startAll } from "./all-servers.ts";
import { ensureBinary } from "./ensure-binary.ts";
import { PINS, type ServerName } from "./pins.ts";
import { temporaryFolder } from "./unprivileged.ts";

const USAGE = "usage: node infra/native/servers.ts fetch | up [--data DIR]";

try {
  const { values, positionals } = parseArguments();
  const [command, ...rest] = positionals;
  if (rest.length > 0) throw new SynodError("SYN_USAGE", USAGE);
  if (command === "fetch") await fetchAll();
  else if (command === "up") await up(values.data ?? null);
  else throw new SynodError("SYN_USAGE", USAGE);
} catch (thrown) {
  const error = toSynodError(thrown);
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code === "SYN_USAGE" ? 2 : 1;
}

async function fetchAll(): Promise<void> {
  for (const name of Object.keys(PINS)) {
    if (isServerName(name)) process.stdout.write(`${name} ${await ensureBinary(name)}\n`);
  }
}

/** Without `--data` the servers' folders go when they do. */
async function up(dataDir: string | null): Promise<void> {
  const folder = dataDir === null ? await temporaryFolder("synod-servers-") : resolve(dataDir);
  const stopped = new Promise<void>((settle) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => settle());
  });
  try {
    const all = await startAll(folder);
    for (const [name, value] of Object.entries(all.env)) process.stdout.write(`export ${name}=${value}\n`);
    process.stderr.write("Servers are up. Ctrl-C stops them.\n");
    const awake = setInterval(() => undefined, 60_000);
    await stopped;
    clearInterval(awake);
    await all.stop();
  } finally {
    if (dataDir === null) await rm(folder, { recursive: true, force: true });
  }
}

function parseArguments(): { values: { data?: string | undefined }; positionals: string[] } {
  try {
    return parseArgs({ allowPositionals: true, options: { data: { type: "string" } } });
  } catch (error) {
    throw new SynodError("SYN_USAGE", `${error instanceof Error ? error.message : String(error)}; ${USAGE}`);
  }
}

function isServerName(name: string): name is ServerName {
  return Object.hasOwn(PINS, name);
}
