import { z } from "zod";

/** `-` in flags and `_` in names and files: `database_url` is `SYNOD_DATABASE_URL` and `--database-url`. */
const url = (...protocols: string[]) =>
  z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}://`)), {
    error: `must begin with ${protocols.join(":// or ")}://`,
  });

const optional = z.string().min(1).optional();
const ms = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Every setting of a service, with its bounds, default and meaning. docs/configuration.md is made of this: `npm run docs`. */
export const settingsSchema = z.strictObject({
  host: z.string().min(1).default("127.0.0.1").describe("address it listens on; in a container `0.0.0.0`"),
  port: count(0, 65_535).default(8_080).describe("port it listens on; 0: any free one"),
  log_level: z.enum(["debug", "info", "warn", "error"]).default("info").describe("the least that is logged"),
  database_url: url("postgres", "postgresql")
    .optional()
    .describe("PostgreSQL; a login that may take Synod's roles"),
  nats_url: url("nats", "tls", "ws", "wss").optional().describe("NATS with JetStream; several with commas"),
  nats_token: optional.describe("token of NATS"),
  s3_url: url("http", "https").optional().describe("any S3"),
  s3_bucket: z.string().min(1).default("synod").describe("bucket of the blobs"),
  s3_region: z.string().min(1).default("us-east-1").describe("region that requests are signed for"),
  s3_create_bucket: z
    .enum(["true", "false"])
    .default("false")
    .describe("make the bucket if it is not there; otherwise a wrong name is an error"),
  s3_access_key: optional.describe("access key of S3"),
  s3_secret_key: optional.describe("secret key of S3"),
  openfga_url: url("http", "https").optional().describe("OpenFGA"),
  openfga_store: z
    .string()
    .min(1)
    .default("synod")
    .describe("name of the store in OpenFGA; made if it is not there"),
  openfga_token: optional.describe("preshared key of OpenFGA"),
  model_url: url("http", "https")
    .optional()
    .describe("an OpenAI-compatible endpoint; without it, documents are read by rules"),
  model_name: optional.describe("the model asked; needed with `model_url`"),
  model_key: optional.describe("key of the endpoint; needed with `model_url`"),
  master_key: optional.describe(
    "32 bytes in base64: wraps the key of every document. Lost means: no text can be read again",
  ),
  signing_key: optional.describe("Ed25519 key that signs certificates, as PKCS #8 PEM or JWK"),
  signing_key_file: optional.describe("a file with the signing key, instead"),
  policies: optional.describe("folder with `governance.yaml` and `finality.yaml`; without it, those shipped"),
  document_bytes_max: count(1, 64 * 1024 * 1024)
    .default(5 * 1024 * 1024)
    .describe("bytes; larger documents are refused"),
  concurrency: count(1, 256).default(8).describe("scopes that one handler works on at a time in one process"),
  sweep_ms: ms(100, 600_000)
    .default(2_000)
    .describe("how often a handler looks for work that no hint told of; jittered by half"),
  lease_ms: ms(1_000, 600_000).default(15_000).describe("how long after a crash a scope is taken over"),
  think_ms: ms(100, 3_600_000).default(120_000).describe("longest thought"),
  drain_ms: ms(100, 600_000).default(10_000).describe("longest drain after SIGTERM"),
});

export type Config = z.output<typeof settingsSchema>;
export type SettingName = keyof Config;

export const SETTING_NAMES = settingsSchema.keyof().options;

/** Settings whose value is never shown. */
export const SECRET_SETTINGS: ReadonlySet<SettingName> = new Set<SettingName>([
  "nats_token",
  "s3_access_key",
  "s3_secret_key",
  "openfga_token",
  "model_key",
  "master_key",
  "signing_key",
]);

export function envOf(name: SettingName): string {
  return `SYNOD_${name.toUpperCase()}`;
}

export function flagOf(name: SettingName): string {
  return `--${name.replaceAll("_", "-")}`;
}
