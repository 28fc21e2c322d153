import { SynodError, toSynodError } from "@synod/core";

/** Whatever NATS says, to its callers it is one thing: not there right now. A mistake of ours stays one. */
export function unavailable(doing: string, error: unknown): SynodError {
  if (error instanceof SynodError || error instanceof TypeError) return toSynodError(error);
  const reason = error instanceof Error ? error.message || error.name : String(error);
  return new SynodError("SYN_BUS_UNAVAILABLE", `${doing}: ${reason}`, { cause: error });
}
