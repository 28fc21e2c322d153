import { readFile } from "node:fs/promises";
import { SynodError, type FinalityPolicy, type GovernancePolicy } from "@synod/core";
import { parseFinalityPolicy, parseGovernancePolicy } from "@synod/contracts";

export interface Policies {
  readonly governance: GovernancePolicy;
  readonly finality: FinalityPolicy;
}

/** The policies that come with this version. */
const DEFAULT_POLICIES_URL = new URL("../../../../infra/policies/", import.meta.url);

/** Reads `governance.yaml` and `finality.yaml` of a folder. Throws SYN_POLICY_INVALID. */
export async function readPolicies(folder: URL = DEFAULT_POLICIES_URL): Promise<Policies> {
  const [governance, finality] = await Promise.all([
    read(folder, "governance.yaml"),
    read(folder, "finality.yaml"),
  ]);
  return { governance: parseGovernancePolicy(governance), finality: parseFinalityPolicy(finality) };
}

async function read(folder: URL, name: string): Promise<string> {
  const url = new URL(name, folder);
  return readFile(url, "utf8").catch((cause: unknown) => {
    throw new SynodError("SYN_POLICY_INVALID", `${url.pathname} cannot be read`, { cause });
  });
}
