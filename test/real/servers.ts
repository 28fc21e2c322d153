import { randomUUID } from "node:crypto";
import pg from "pg";

/** Names of the test servers' addresses, as `npm test` puts them into the environment. */
export const SERVER_VARIABLES = [
  "SYNOD_TEST_DATABASE_URL",
  "SYNOD_TEST_NATS_URL",
  "SYNOD_TEST_S3_URL",
  "SYNOD_TEST_S3_ACCESS_KEY",
  "SYNOD_TEST_S3_SECRET_KEY",
  "SYNOD_TEST_OPENFGA_URL",
] as const;

/** A deployment's own database, bucket and authorizer store on the shared servers. */
export async function serversOf(
  values: Readonly<Record<(typeof SERVER_VARIABLES)[number], string>>,
): Promise<Readonly<Record<string, string>>> {
  const name = `synod-${randomUUID().slice(0, 8)}`;
  return {
    SYNOD_DATABASE_URL: await newDatabase(values.SYNOD_TEST_DATABASE_URL, name),
    SYNOD_NATS_URL: values.SYNOD_TEST_NATS_URL,
    SYNOD_S3_URL: values.SYNOD_TEST_S3_URL,
    SYNOD_S3_ACCESS_KEY: values.SYNOD_TEST_S3_ACCESS_KEY,
    SYNOD_S3_SECRET_KEY: values.SYNOD_TEST_S3_SECRET_KEY,
    SYNOD_S3_BUCKET: name,
    SYNOD_OPENFGA_URL: values.SYNOD_TEST_OPENFGA_URL,
    SYNOD_OPENFGA_STORE: name,
  };
}

async function newDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}
