import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { cachedBinary } from "../../infra/native/ensure-binary.ts";
import { ROOT_URL } from "./compose-file.ts";

const run = promisify(execFile);

/** A command line that runs Compose: Docker's own plugin, or the one in the cache. Null: neither is here. */
export async function composeCommand(): Promise<readonly string[] | null> {
  const plugin = ["docker", "compose"];
  const works = await run("docker", ["compose", "version"]).then(
    () => true,
    () => false,
  );
  if (works) return plugin;
  const cached = await cachedBinary("docker-compose");
  return cached === null ? null : [cached];
}

/** What Compose makes of the files. Rejects with what it says against them. */
export async function composeConfig(
  [command = "", ...args]: readonly string[],
  files: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout } = await run(
    command,
    // No .env of the machine's.
    [
      ...args,
      "--env-file",
      "/dev/null",
      ...files.flatMap((file) => ["-f", file]),
      "--profile",
      "*",
      "config",
    ],
    { cwd: ROOT_URL.pathname, env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env } },
  );
  return stdout;
}
