import type { RunningServer, ServerKind } from "./server.ts";

/** What each server's address is called in the environment of tests. */
export const TEST_VARIABLES: Readonly<Record<ServerKind, readonly [string, ...string[]]>> = {
  postgres: ["SYNOD_TEST_DATABASE_URL"],
  nats: ["SYNOD_TEST_NATS_URL"],
  s3: ["SYNOD_TEST_S3_URL", "SYNOD_TEST_S3_ACCESS_KEY", "SYNOD_TEST_S3_SECRET_KEY"],
  openfga: ["SYNOD_TEST_OPENFGA_URL"],
};

/** A server that someone else started and named in the environment; it is left running. */
export async function fromEnvironment(server: ServerKind): Promise<RunningServer | null> {
  const names = TEST_VARIABLES[server];
  const given = names.filter((name) => (process.env[name] ?? "") !== "");
  if (given.length === 0) return null;
  if (given.length < names.length) throw new Error(`of ${names.join(", ")} only ${given.join(", ")} is set`);
  const env = Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""]));
  return { from: "environment", env, stop: () => Promise.resolve() };
}
