import {
  createLogger,
  loadConfig,
  readMasterKey,
  readServicePolicies,
  readServiceSigningKey,
  realAdapters,
  redactorOf,
} from "@synod/runtime/service";
import type { VerifiableLog } from "@synod/sdk";

interface DatabaseLogOptions {
  /** Names the database, the keys and the policies, as for a service. */
  readonly env: NodeJS.ProcessEnv;
  /** Default: SYNOD_DATABASE_URL. */
  readonly url?: string;
  /** Ends the waiting for a database that is away. */
  readonly signal: AbortSignal;
}

/**
 * Opens the log of a deployed system, to verify it while it runs. Without a signing key certificates are
 * not checked. Rejects with SYN_CONFIG_INVALID, SYN_KEY_MISSING, SYN_DATABASE_SCHEMA or SYN_DATABASE_UNAVAILABLE.
 */
export async function openDatabaseLog({
  env,
  url,
  signal,
}: DatabaseLogOptions): Promise<VerifiableLog & { close(): Promise<void> }> {
  const { config } = loadConfig({ argv: url === undefined ? [] : ["--database-url", url], env });
  const masterKey = readMasterKey(config);
  const { finality } = await readServicePolicies(config);
  const signs = config.signing_key !== undefined || config.signing_key_file !== undefined;
  const keys = signs ? [readServiceSigningKey(config).jwk] : null;
  const logger = createLogger({ name: "cli", level: "error", redact: redactorOf(config) });
  const store = await realAdapters.store({ service: "cli", config, logger, stop: signal });
  return { store, masterKey, inputs: { policy: finality, keys }, close: () => store.close() };
}
