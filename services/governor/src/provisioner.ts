import type { Authorizer } from "@synod/contracts";
import { NOTHING, type Handler } from "@synod/runtime";

/** Writes a new scope's grants; until then the scope admits nothing. */
export function createProvisioner(authorizer: Authorizer): Handler<boolean> {
  return {
    name: "provisioner",
    role: "governor",
    activation: { kind: "sequence_delta", type: "scope.configured", count: 1 },
    async think({ scope, state }, { signal }) {
      if (state.provisioned) return false;
      await authorizer.provision(scope, signal);
      return true;
    },
    decide({ state }, written) {
      if (!written || state.provisioned) return NOTHING;
      const data = { model_digest: authorizer.modelDigest };
      return { events: [{ type: "scope.provisioned", data, idempotencyKey: "provisioned" }] };
    },
  };
}
