import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { SynodError, type FinalityPolicy, type GovernancePolicy } from "@synod/core";
import { parseFinalityPolicy, parseGovernancePolicy } from "@synod/contracts";
import type { Config } from "./settings.ts";

export interface ServicePolicies {
  readonly governance: GovernancePolicy;
  readonly finality: FinalityPolicy;
}

/** The policies that come with this version. */
const SHIPPED_URL = new URL("../../../../infra/policies/", import.meta.url);

/** Reads `governance.yaml` and `finality.yaml` of the folder configured. Throws SYN_POLICY_INVALID. */
export async function readServicePolicies({ policies }: Pick<Config, "policies">): Promise<ServicePolicies> {
  const folder = policies === undefined ? SHIPPED_URL : pathToFileURL(`${policies}/`);
  const [governance, finality] = await Promise.all([
    read(folder, "governance.yaml"),
    read(folder, "finality.yaml"),
  ]);
  return { governance: parseGovernancePolicy(governance), finality: parseFinalityPolicy(finality) };
}

async function read(folder: URL, name: string): Promise<string> {
  const file = new URL(name, folder);
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new SynodError("SYN_POLICY_INVALID", `${file.pathname} cannot be read`, { cause });
  }
}
