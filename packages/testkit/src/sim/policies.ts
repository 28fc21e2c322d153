import { readFileSync } from "node:fs";
import type { FinalityPolicy, GovernancePolicy } from "@synod/core";
import { parseFinalityPolicy, parseGovernancePolicy } from "@synod/contracts";

const POLICIES_URL = new URL("../../../../infra/policies/", import.meta.url);

interface SimulatedPolicies {
  readonly governance: GovernancePolicy;
  readonly finality: FinalityPolicy;
  readonly signingKeyPem: string;
}

/** An Ed25519 key that everyone may know: the bytes 0x53, so that simulated certificates are the same each time. */
const SIGNING_KEY_PKCS8 = Buffer.concat([
  Buffer.from("302e020100300506032b657004220420", "hex"),
  Buffer.alloc(32, 0x53),
]);

let read: SimulatedPolicies | null = null;

/** The policies of this version, read once. */
export function simulatedPolicies(): SimulatedPolicies {
  read ??= {
    governance: parseGovernancePolicy(readFileSync(new URL("governance.yaml", POLICIES_URL), "utf8")),
    finality: parseFinalityPolicy(readFileSync(new URL("finality.yaml", POLICIES_URL), "utf8")),
    signingKeyPem: `-----BEGIN PRIVATE KEY-----\n${SIGNING_KEY_PKCS8.toString("base64")}\n-----END PRIVATE KEY-----\n`,
  };
  return read;
}
