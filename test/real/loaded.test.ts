import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSigningKey } from "@synod/core";
import { migrate, openPostgres } from "@synod/postgres";
import { SERVICE_NAMES, type DeployedService } from "@synod/testkit";
import { describeReal } from "@synod/testkit/backing/describe-real";
import { startServiceProcess } from "@synod/testkit/deployment/service-process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { SERVER_VARIABLES, serversOf } from "./servers.ts";
import { packagesOf } from "./loaded/packages.ts";

const RECORD_URL = new URL("loaded/record.mjs", import.meta.url);
const loadedSchema = z.object({ packages: z.array(z.string()), libraries: z.array(z.string()) });

/** Memory is what is loaded: a megabyte of source is five of memory, in every instance of the service. */
describeReal("an idle service", SERVER_VARIABLES, (values) => {
  let env: NodeJS.ProcessEnv;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "synod-loaded-"));
    env = {
      ...process.env,
      ...(await serversOf(values)),
      SYNOD_S3_CREATE_BUCKET: "true",
      SYNOD_MASTER_KEY: randomBytes(32).toString("base64"),
      SYNOD_SIGNING_KEY: generateSigningKey(randomBytes(32)),
      OTEL_EXPORTER_OTLP_ENDPOINT: "",
      NODE_OPTIONS: `--import=${RECORD_URL.href}`,
    };
    const database = openPostgres(env["SYNOD_DATABASE_URL"] ?? "");
    await migrate(database);
    await database.close();
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(SERVICE_NAMES)(
    "%s has loaded what it uses and no more, and from the second start on nothing that strips types",
    { timeout: 120_000 },
    async (name) => {
      expect(await (await started(name)).stop()).toBe(0);
      const second = await started(name);
      expect(await second.stop()).toBe(0);
      const loaded = loadedSchema.parse(JSON.parse(await readFile(join(folder, `${name}.json`), "utf8")));
      expect(loaded.packages).toEqual(expect.arrayContaining(["pg", "pino", "zod"]));
      expect(loaded.packages.filter((found) => !packagesOf(name).has(found))).toEqual([]);
      expect(loaded.libraries).not.toContain("amaro");
      expect(loaded.libraries).not.toContain("undici");
    },
  );

  function started(name: DeployedService) {
    return startServiceProcess(name, {
      ...env,
      // The service turns the cache on by itself.
      NODE_COMPILE_CACHE: undefined,
      SYNOD_CACHE: join(folder, name),
      SYNOD_TEST_LOADED: join(folder, `${name}.json`),
    });
  }
});
