import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { envOf, loadConfig, SECRET_SETTINGS, SETTING_NAMES } from "@synod/runtime/service";
import { afterAll, expect, test } from "vitest";
import { composeFile, ROOT_URL, textOf } from "./compose-file.ts";

const { services } = composeFile();
const own = Object.entries(services)
  .filter(([, { build }]) => build !== undefined)
  .map(([name, { environment }]) => ({ name, environment }));

/** What each needs to start, beside what all need (docs/configuration.md). */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  ingest: ["SYNOD_S3_URL", "SYNOD_S3_ACCESS_KEY", "SYNOD_S3_SECRET_KEY"],
  agents: [
    "SYNOD_S3_URL",
    "SYNOD_S3_ACCESS_KEY",
    "SYNOD_S3_SECRET_KEY",
    "SYNOD_MODEL_URL",
    "SYNOD_MODEL_NAME",
    "SYNOD_MODEL_KEY",
  ],
  governor: ["SYNOD_OPENFGA_URL", "SYNOD_OPENFGA_TOKEN"],
  executor: [],
  "convergence-tracker": ["SYNOD_SIGNING_KEY"],
};

/** Whom a secret is for; nobody else is told. */
const PRIVATE = ["SYNOD_SIGNING_KEY", "SYNOD_MODEL_KEY", "SYNOD_OPENFGA_TOKEN", "SYNOD_S3_SECRET_KEY"];

const envFile = join(tmpdir(), `synod-env-${process.pid}`);
afterAll(() => rmSync(envFile, { force: true }));

test.each(own)("$name is told only settings that there are, and they are valid", ({ environment }) => {
  const known = new Set<string>(SETTING_NAMES.map(envOf));
  const told = Object.keys(environment).filter((variable) => variable.startsWith("SYNOD_"));
  for (const variable of told) expect(known, variable).toContain(variable);
  const env = Object.fromEntries(told.map((variable) => [variable, filled(String(environment[variable]))]));
  expect(() => loadConfig({ argv: [], env, file: "/dev/null" })).not.toThrow();
});

test.each(Object.entries(NEEDS))("%s is told what it needs, and no secret beside it", (name, needs) => {
  const told = Object.keys(services[name]?.environment ?? {});
  const all = ["SYNOD_DATABASE_URL", "SYNOD_NATS_URL", "SYNOD_NATS_TOKEN", "SYNOD_MASTER_KEY", "SYNOD_HOST"];
  expect(told).toEqual(expect.arrayContaining([...all, ...needs]));
  for (const secret of PRIVATE) expect(told.includes(secret), secret).toBe(needs.includes(secret));
});

test("each service has a login of its own", () => {
  const urls = Object.keys(NEEDS).map((name) => String(services[name]?.environment["SYNOD_DATABASE_URL"]));
  const logins = urls.map((url) => /^postgres:\/\/(\w+):/.exec(url)?.[1]);
  expect(logins).toEqual([
    "login_ingest",
    "login_agents",
    "login_governor",
    "login_executor",
    "login_tracker",
  ]);
  const provision = textOf("infra/compose/postgres/provision.sql");
  for (const login of logins) expect(provision).toContain(`to ${login};`);
});

test("no secret has a default", () => {
  const secret = new RegExp(`PASSWORD|TOKEN|_KEY|${[...SECRET_SETTINGS].map(envOf).join("|")}`);
  for (const path of ["docker-compose.yml", "infra/compose/minio.yml"]) {
    for (const [whole, name = "", kind = ""] of textOf(path).matchAll(/\$\{([A-Z_]+)(:?[?-]?)/g)) {
      // Without a model its key is empty.
      if (secret.test(name) && name !== "SYNOD_MODEL_KEY") expect(kind, whole).toBe(":?");
    }
  }
});

test("make-env.sh writes every variable that is required, for the owner's eyes only, and never over another", () => {
  const script = new URL("infra/compose/make-env.sh", ROOT_URL).pathname;
  execFileSync(script, [envFile], { stdio: "ignore" });
  const lines = readFileSync(envFile, "utf8").split("\n");
  const values = new Map(lines.flatMap((line) => pairOf(line)));
  expect([...values.keys()].sort()).toEqual([...required()].sort());
  expect(new Set(values.values()).size).toBe(values.size);
  for (const value of values.values()) expect(value.length).toBeGreaterThanOrEqual(20);
  expect(statSync(envFile).mode & 0o077).toBe(0);
  expect(() => execFileSync(script, [envFile], { stdio: "ignore" })).toThrow(/./);
});

test(".env.example names every variable that is required, and no value", () => {
  const pairs = textOf(".env.example")
    .split("\n")
    .flatMap((line) => pairOf(line));
  expect(pairs.map(([name]) => name).sort()).toEqual([...required()].sort());
  expect(pairs.filter(([, value]) => value !== "")).toEqual([]);
});

function required(): Set<string> {
  return new Set(
    [...textOf("docker-compose.yml").matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name = ""]) => name),
  );
}

function pairOf(line: string): [string, string][] {
  const match = /^([A-Z_]+)=(.*)$/.exec(line);
  return match === null ? [] : [[match[1] ?? "", match[2] ?? ""]];
}

/** A value with its variables filled in: defaults, or something. */
function filled(value: string): string {
  return value.replaceAll(/\$\{[A-Z_]+:-([^}]*)\}/g, "$1").replaceAll(/\$\{[A-Z_]+:\?[^}]*\}/g, "something");
}
