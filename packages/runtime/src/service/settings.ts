import { z } from "zod";

/** `-` in flags and `_` in names and files: `database_url` is `SYNOD_DATABASE_URL` and `--database-url`. */
const url = (...protocols: string[]) =>
  z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}://`)), {
    error: `must begin with ${protocols.join(":// or ")}://`,
  });

const optional = z.string().min(1).optional();
const ms = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Every setting of a service, with its bounds and default. Names, defaults and bounds are documented in docs/operations.md. */
export const settingsSchema = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: count(0, 65_535).default(8_080),
  log_level: z.enum(["debug", "info", "warn", "error"]).default("info"),
  database_url: url("postgres", "postgresql").optional(),
  nats_url: url("nats", "tls", "ws", "wss").optional(),
  nats_token: optional,
  s3_url: url("http", "https").optional(),
  s3_bucket: z.string().min(1).default("synod"),
  s3_region: z.string().min(1).default("us-east-1"),
  /** Make the bucket if it is not there; otherwise a wrong name is an error. */
  s3_create_bucket: z.enum(["true", "false"]).default("false"),
  s3_access_key: optional,
  s3_secret_key: optional,
  openfga_url: url("http", "https").optional(),
  openfga_store: z.string().min(1).default("synod"),
  openfga_token: optional,
  model_url: url("http", "https").optional(),
  model_name: optional,
  model_key: optional,
  master_key: optional,
  signing_key: optional,
  signing_key_file: optional,
  policies: optional,
  document_bytes_max: count(1, 64 * 1024 * 1024).default(5 * 1024 * 1024),
  concurrency: count(1, 256).default(8),
  sweep_ms: ms(100, 600_000).default(2_000),
  lease_ms: ms(1_000, 600_000).default(15_000),
  think_ms: ms(100, 3_600_000).default(120_000),
  drain_ms: ms(100, 600_000).default(10_000),
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
