import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeConfig, loadConfig, required } from "./config.ts";
import { redactorOf } from "./redact.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "synod-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function withFile(text: string): string {
  const file = join(folder, "synod.config.yaml");
  writeFileSync(file, text);
  return file;
}

test("a flag wins over the environment, the environment over the file, the file over the default", () => {
  const file = withFile("port: 1\nsweep_ms: 300\nlog_level: warn\n");
  const env = { SYNOD_PORT: "2", SYNOD_SWEEP_MS: "400" };
  const loaded = loadConfig({ argv: ["--port", "3"], env, file });
  expect(loaded.config).toMatchObject({ port: 3, sweep_ms: 400, log_level: "warn", host: "127.0.0.1" });
  const origins = Object.fromEntries(describeConfig(loaded).map(({ name, origin }) => [name, origin]));
  expect(origins).toMatchObject({
    port: "flag --port",
    sweep_ms: "environment SYNOD_SWEEP_MS",
    log_level: `file ${file}`,
    host: "default",
  });
});

test("a wrong value is refused with its name, where it comes from and what it must be", () => {
  const load = () =>
    loadConfig({ argv: [], env: { SYNOD_DATABASE_URL: "mysql://x" }, file: join(folder, "none.yaml") });
  expect(load).toThrow(/SYN_CONFIG_INVALID.*database_url \(environment SYNOD_DATABASE_URL\).*postgres:\/\//);
});

test("a setting that does not exist is refused, not ignored", () => {
  expect(() => loadConfig({ argv: ["--prot=1"], env: {}, file: join(folder, "none.yaml") })).toThrow(
    /SYN_USAGE.*--prot/,
  );
  expect(() => loadConfig({ argv: [], env: {}, file: withFile("prot: 1") })).toThrow(
    /SYN_CONFIG_INVALID.*prot/,
  );
});

test("a secret may not stand on the command line", () => {
  expect(() => loadConfig({ argv: ["--master-key", "k"], env: {}, file: join(folder, "none.yaml") })).toThrow(
    /SYNOD_MASTER_KEY/,
  );
});

test("what a service cannot do without is named by its variable", () => {
  const { config } = loadConfig({ argv: [], env: { SYNOD_MASTER_KEY: "" }, file: join(folder, "none.yaml") });
  expect(() => required(config, "master_key")).toThrow(/SYN_KEY_MISSING.*SYNOD_MASTER_KEY/);
  expect(() => required(config, "database_url")).toThrow(/SYN_CONFIG_INVALID.*SYNOD_DATABASE_URL/);
});

test("no planted secret is shown by `synod config`, or survives the redactor", () => {
  const canaries = {
    SYNOD_MASTER_KEY: "canary-master-key-0001",
    SYNOD_SIGNING_KEY: "-----BEGIN PRIVATE KEY-----\ncanary-signing-key-0002\n-----END PRIVATE KEY-----",
    SYNOD_S3_SECRET_KEY: "canary-s3-secret-0003",
    SYNOD_MODEL_KEY: "canary-model-key-0004",
    SYNOD_DATABASE_URL: "postgres://synod:canary%2Dpassword-0005@db:5432/synod",
  };
  const loaded = loadConfig({ argv: [], env: canaries, file: join(folder, "none.yaml") });
  expect(JSON.stringify(describeConfig(loaded))).not.toMatch(/canary/);
  expect(JSON.stringify(describeConfig(loaded))).toContain("postgres://synod:***@db:5432/synod");
  const redact = redactorOf(loaded.config);
  const text = `${Object.values(canaries).join(" and ")} and canary-password-0005 and canary-signing-key-0002`;
  expect(redact(text)).not.toMatch(/canary/);
});
