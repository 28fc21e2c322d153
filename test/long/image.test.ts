import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { generateSigningKey, type TenantId } from "@synod/core";
import { runEmbedded, runReal, SynodClient } from "@synod/sdk";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startAll, type AllServers } from "../../infra/native/all-servers.ts";
import { freePort } from "../../infra/native/free-port.ts";
import { temporaryFolder } from "../../infra/native/unprivileged.ts";
import { makeBaseImage } from "./image/base-image.ts";
import { Buildah, type Finished, type Running } from "./image/buildah.ts";
import { provision, type Login } from "./image/provision.ts";
import { missingForImages } from "./image/requirements.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CASE = new URL("../cases/library-bus/", import.meta.url).pathname;
const TENANT = "acme" as TenantId;
const BUILD_MS_MAX = 30 * 60_000;
const READY_MS_MAX = 120_000;

const LOGIN_OF: Readonly<Record<string, Login>> = {
  ingest: "login_ingest",
  agents: "login_agents",
  governor: "login_governor",
  executor: "login_executor",
  "convergence-tracker": "login_tracker",
};

const missing = missingForImages();
if (missing === null) describe("the image", testTheImage);
else if (process.env["SYNOD_REQUIRE_REAL"] === "1")
  it("the image", () => expect.fail(`cannot be built here: ${missing}`));
else it.skip(`the image: not run, ${missing}`);

function testTheImage(): void {
  let folder = "";
  let buildah: Buildah;
  let container = "";
  let servers: AllServers;
  let urlOf: (login: Login) => string;
  const running: Running[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder("synod-image-");
    servers = await startAll(`${folder}/servers`);
    urlOf = await provision(servers.env["SYNOD_DATABASE_URL"] ?? "");
    buildah = new Buildah(folder);
    const base = await makeBaseImage(buildah, folder);
    // Health checks are Docker's, the OCI format has none.
    const format = ["--isolation=chroot", "--network=host", "--format=docker"];
    const what = [`--build-arg=NODE_IMAGE=${base}`, "--tag=synod", "--file=infra/docker/Dockerfile", "."];
    await buildah.do(["bud", ...format, ...what], ROOT);
    container = await buildah.do(["from", "localhost/synod"]);
  }, BUILD_MS_MAX);

  afterAll(async () => {
    for (const { kill } of running) kill();
    await servers.stop();
    if (container !== "") await buildah.do(["rm", "--all"]);
    await rm(folder, { recursive: true, force: true });
  }, BUILD_MS_MAX);

  const execute = (env: Readonly<Record<string, string>>, ...command: string[]): Promise<Finished> =>
    buildah.start(container, env, ["node", ...command]).finished;

  it("runs as nobody who owns anything, and has no test, simulator or tool in it", async () => {
    const look = `
      const { readdirSync, accessSync, constants } = require("node:fs");
      const writable = (path) => { try { accessSync(path, constants.W_OK); return true } catch { return false } };
      const walk = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.name === "node_modules" ? [] : entry.isDirectory() ? walk(folder + "/" + entry.name) : [folder + "/" + entry.name]);
      const files = walk("/synod");
      console.log(JSON.stringify({
        uid: process.getuid(),
        tests: files.filter((path) => /\\.test\\.ts$|testkit|[/]\\.env/.test(path)),
        writable: ["/synod", "/synod/services", "/usr/local/bin/node"].filter(writable),
        tools: ["vitest", "typescript", "testcontainers"].filter((name) =>
          readdirSync("/synod/node_modules/.pnpm").some((folder) => folder.startsWith(name + "@"))),
      }))`;
    const { lines } = await execute({}, "--eval", look);
    expect(JSON.parse(lines[0] ?? "{}")).toEqual({ uid: 65_532, tests: [], writable: [], tools: [] });
  });

  it("starts nothing without a key", async () => {
    const { code, lines } = await execute({}, "services/executor/main.mjs");
    expect(code).not.toBe(0);
    expect(lines.join("\n")).toContain("SYN_KEY_MISSING");
  });

  it(
    "takes the demo case to the embedded verdict, every service under its own login, and drains",
    async () => {
      const owner = { SYNOD_DATABASE_URL: urlOf("synod_owner") };
      const migrated = await execute(owner, "packages/cli/src/main.ts", "migrate");
      expect(migrated, migrated.lines.join("\n")).toMatchObject({ code: 0 });

      const common = commonEnvironment(servers.env);
      const started = await Promise.all(
        Object.entries(LOGIN_OF).map(async ([name, login]) => {
          const port = String(await freePort());
          const own = { ...common, SYNOD_DATABASE_URL: urlOf(login), SYNOD_PORT: port };
          const service = buildah.start(container, own, ["node", `services/${name}/main.mjs`]);
          running.push(service);
          return { name, port, service };
        }),
      );
      for (const { name, port, service } of started) {
        const ready = await untilHealthy(() => execute({ SYNOD_PORT: port }, "infra/docker/healthcheck.ts"));
        expect(ready, `${name}: ${service.lines.slice(-5).join("\n")}`).toBe(true);
      }

      const ingest = { SYNOD_DATABASE_URL: urlOf("login_ingest") };
      const made = await execute(
        ingest,
        "packages/cli/src/main.ts",
        "key",
        "create",
        "--tenant",
        TENANT,
        "--json",
      );
      const { key } = z
        .object({ key: z.string() })
        .parse(JSON.parse(made.lines.find((line) => line.startsWith("{")) ?? ""));
      const port = started.find(({ name }) => name === "ingest")?.port ?? "";
      const client = new SynodClient({ url: `http://127.0.0.1:${port}`, key });
      const [real, embedded] = await Promise.all([
        runReal(CASE, { client, tenant: TENANT }),
        runEmbedded(CASE, { tenant: TENANT }),
      ]);
      expect(real.report.verdict).toBe("RESOLVED");
      expect(real.report.digest).toBe(embedded.report.digest);

      for (const { service } of started) process.kill(pidOf(service), "SIGTERM");
      for (const { name, service } of started) {
        const { code, lines } = await service.finished;
        expect(code, `${name}: ${lines.slice(-3).join("\n")}`).toBe(0);
        expect(lines.join("\n")).toContain('"stopped"');
      }
    },
    READY_MS_MAX * 6,
  );

  it.each(Object.values(LOGIN_OF))("%s may not do another's work", async (login) => {
    const client = new pg.Client({ connectionString: urlOf(login) });
    await client.connect();
    const refused = async (sql: string) =>
      expect(client.query(sql), sql).rejects.toThrow(/permission denied/);
    try {
      if (login !== "login_executor") await refused("set role synod_executor");
      if (login !== "login_ingest") await refused("select * from synod.api_key");
      if (login !== "login_executor") await refused("update synod.node set superseded_at = ''");
      for (const role of ["synod_system", "synod_owner"]) await refused(`set role ${role}`);
      await refused("update synod.event set body = ''");
      await refused("delete from synod.event");
      await refused("create table synod.mine (a int)");
      // Nobody named a tenant.
      expect((await client.query("select * from synod.event")).rows).toEqual([]);
    } finally {
      await client.end();
    }
  });
}

function commonEnvironment(servers: AllServers["env"]): Record<string, string> {
  return {
    ...servers,
    SYNOD_HOST: "127.0.0.1",
    SYNOD_MASTER_KEY: randomBytes(32).toString("base64"),
    SYNOD_SIGNING_KEY: generateSigningKey(randomBytes(32)),
    SYNOD_S3_CREATE_BUCKET: "true",
  };
}

async function untilHealthy(ask: () => Promise<Finished>): Promise<boolean> {
  const end = performance.now() + READY_MS_MAX;
  for (;;) {
    if ((await ask()).code === 0) return true;
    if (performance.now() > end) return false;
  }
}

/** chroot isolation leaves processes in the machine's own PID namespace, and each line of log names its process. */
function pidOf({ lines }: Running): number {
  const pid = lines.map((line) => /"pid":(\d+)/.exec(line)?.[1]).find((found) => found !== undefined);
  return z.coerce.number().int().positive().parse(pid);
}
