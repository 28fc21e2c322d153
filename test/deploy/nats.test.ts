import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { cachedBinary } from "../../infra/native/ensure-binary.ts";
import { composeFile, ROOT_URL, textOf } from "./compose-file.ts";

const run = promisify(execFile);
const CONFIG = "infra/compose/nats/nats.conf";

test("NATS is told its token, and where it stores is a volume", () => {
  const { nats } = composeFile().services;
  expect(nats?.environment).toHaveProperty("NATS_TOKEN");
  expect(textOf(CONFIG)).toContain("authorization { token: $NATS_TOKEN }");
  const store = /store_dir: (\S+)/.exec(textOf(CONFIG))?.[1];
  expect(nats?.volumes).toContain(`nats:${store}`);
});

// The server is in the cache once tests on real servers have run here.
const server = await cachedBinary("nats-server");
if (server !== null) {
  test("the server itself accepts its configuration, and not without a token", async () => {
    const check = (env: NodeJS.ProcessEnv) =>
      run(server, ["-t", "-c", CONFIG], { cwd: ROOT_URL.pathname, env });
    await expect(check({ NATS_TOKEN: "something" })).resolves.toBeDefined();
    await expect(check({})).rejects.toThrow("NATS_TOKEN");
  });
}
