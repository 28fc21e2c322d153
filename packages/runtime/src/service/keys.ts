import { readFileSync } from "node:fs";
import { assertKey, readSigningKey, SynodError, type SecretKey, type SigningKey } from "@synod/core";
import { required } from "./config.ts";
import { envOf, type Config } from "./settings.ts";

const MASTER_KEY_BYTES = 32;

/** The key that wraps the documents' keys: base64 of 32 bytes. Throws SYN_KEY_MISSING, naming the variable. */
export function readMasterKey(config: Config): SecretKey {
  const bytes = Buffer.from(required(config, "master_key"), "base64");
  if (bytes.length !== MASTER_KEY_BYTES) {
    throw new SynodError(
      "SYN_KEY_MISSING",
      `${envOf("master_key")} is not ${MASTER_KEY_BYTES} bytes in base64`,
    );
  }
  return assertKey(bytes);
}

/** The Ed25519 key that signs certificates: PEM or JWK, in the variable or in a file. Throws SYN_KEY_MISSING. */
export function readServiceSigningKey(config: Config): SigningKey {
  const { signing_key, signing_key_file } = config;
  if (signing_key !== undefined) return readSigningKey(signing_key);
  if (signing_key_file === undefined) {
    throw new SynodError(
      "SYN_KEY_MISSING",
      `neither ${envOf("signing_key")} nor ${envOf("signing_key_file")} is set`,
    );
  }
  return readSigningKey(readKeyFile(signing_key_file));
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new SynodError("SYN_KEY_MISSING", `${envOf("signing_key_file")}: ${file} cannot be read`, {
      cause,
    });
  }
}
