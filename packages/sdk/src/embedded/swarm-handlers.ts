import type { AnyHandler } from "@synod/runtime";
import type { Analyst, Authorizer, Blobs } from "@synod/contracts";
import type { SigningKey } from "@synod/core";
import { agentHandlers } from "@synod/agents";
import { executorHandlers } from "@synod/executor";
import { governorHandlers } from "@synod/governor";
import { trackerHandlers } from "@synod/convergence-tracker";
import type { Policies } from "./policies.ts";

/** What the handlers of the whole swarm need besides the store and the bus. */
export interface SwarmPorts {
  readonly analyst: Analyst;
  readonly blobs: Blobs;
  readonly authorizer: Authorizer;
  readonly policies: Policies;
  readonly signingKey: SigningKey;
}

/** Every handler of Synod: the very ones that the services deploy. */
export function swarmHandlers(ports: SwarmPorts): readonly AnyHandler[] {
  const { authorizer, policies } = ports;
  return [
    ...agentHandlers(ports),
    ...governorHandlers({ authorizer, policy: policies.governance }),
    ...executorHandlers(),
    ...trackerHandlers({
      policy: policies.finality,
      signingKey: ports.signingKey,
      certifiedPolicies: {
        governance: policies.governance.digest,
        authorizationModel: authorizer.modelDigest,
      },
    }),
  ];
}
