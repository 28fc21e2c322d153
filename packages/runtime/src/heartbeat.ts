import { SynodError } from "@synod/core";
import type { Claim } from "@synod/contracts";
import type { TurnPorts } from "./turn.ts";

export interface Lease {
  /** Aborts when the lease is lost, or when `unwanted` does; its reason is a SynodError. */
  readonly unwanted: AbortSignal;
  end(): void;
}

/** Prolongs a lease until `end`, three times in its length, and tells the bus that the work goes on. */
export function keepAlive(
  claim: Claim,
  { unwanted, working }: { readonly unwanted: AbortSignal; readonly working: () => void },
  ports: TurnPorts,
): Lease {
  const lost = new AbortController();
  const over = new AbortController();
  const forward = () => lost.abort(unwanted.reason);
  if (unwanted.aborted) forward();
  else unwanted.addEventListener("abort", forward, { once: true });
  void beat(claim, working, lost, over.signal, ports);
  return {
    unwanted: lost.signal,
    end() {
      unwanted.removeEventListener("abort", forward);
      // With a reason given, none is made: an error with its stack, for every turn.
      over.abort(null);
    },
  };
}

async function beat(
  claim: Claim,
  working: () => void,
  lost: AbortController,
  over: AbortSignal,
  { store, clock, limits }: TurnPorts,
): Promise<void> {
  let heldUntil = clock.monotonic() + limits.leaseMs;
  while (!over.aborted) {
    await clock.sleep(limits.leaseMs / 3, over);
    if (over.aborted) return;
    working();
    const sent = clock.monotonic();
    const held = await renewed();
    if (held === "yes") heldUntil = sent + limits.leaseMs;
    if (held === "no" || clock.monotonic() >= heldUntil) {
      lost.abort(new SynodError("SYN_LEASE_LOST", `${claim.handler} on ${claim.tenant}/${claim.scope}`));
      return;
    }
  }

  /** The store may be away for a moment: the lease itself says how long that may last. */
  async function renewed(): Promise<"yes" | "no" | "unknown"> {
    try {
      return (await store.renew(claim, limits.leaseMs)) ? "yes" : "no";
    } catch {
      return "unknown";
    }
  }
}
