import { SynodError, type TenantId } from "@synod/core";
import type { Clock } from "@synod/contracts";

export interface RateLimitOptions {
  readonly clock: Pick<Clock, "monotonic">;
  /** Requests per second that a tenant may keep up, and at once. */
  readonly perSecond: number;
  readonly burst: number;
}

/** Tenants that are remembered at a time: the longest silent one is forgotten first, which only forgives. */
const TENANTS_MAX = 10_000;

/** A token bucket per tenant. Throws SYN_RATE_LIMITED when it is empty. */
export function createRateLimit({ clock, perSecond, burst }: RateLimitOptions): (tenant: TenantId) => void {
  const buckets = new Map<TenantId, { tokens: number; at: number }>();
  return (tenant) => {
    const now = clock.monotonic();
    const before = buckets.get(tenant) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, before.tokens + ((now - before.at) / 1_000) * perSecond);
    buckets.delete(tenant);
    buckets.set(tenant, { tokens: Math.max(0, tokens - 1), at: now });
    if (buckets.size > TENANTS_MAX) {
      const [oldest] = buckets.keys();
      if (oldest !== undefined) buckets.delete(oldest);
    }
    if (tokens < 1) throw new SynodError("SYN_RATE_LIMITED", `more than ${perSecond} requests a second`);
  };
}
