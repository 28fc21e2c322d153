import { NAME_PATTERN, sha256Hex, SynodError, type ScopeId, type ScopeRef, type TenantId } from "@synod/core";
import type { AccessStore, ApiKey } from "@synod/contracts";

/** The form of a key: `syn_<id>_<secret>`. */
const KEY_PATTERN = /^Bearer (syn_[0-9a-f]{12}_[A-Za-z0-9_-]{43})$/;

/** A caller with the scope it may act on. */
export interface Caller {
  readonly key: ApiKey;
  readonly scope: ScopeRef;
}

/**
 * Who calls, and for which scope. Rejects with SYN_UNAUTHENTICATED, and with SYN_NOT_FOUND for another
 * tenant: whether it exists is not for this key to know.
 */
export async function authenticate(
  access: AccessStore,
  authorization: string | undefined,
  params: { readonly tenant: string; readonly scope: string },
): Promise<Caller> {
  const presented = KEY_PATTERN.exec(authorization ?? "")?.[1];
  const key = presented === undefined ? null : await access.findKey(sha256Hex(presented));
  if (key === null)
    throw new SynodError("SYN_UNAUTHENTICATED", "the Authorization header holds no valid key");
  const { tenant, scope } = params;
  if (!NAME_PATTERN.test(tenant) || !NAME_PATTERN.test(scope) || tenant !== key.tenant) {
    throw new SynodError("SYN_NOT_FOUND", "no such scope");
  }
  // Both were just checked against the grammar of names.
  return { key, scope: { tenant: tenant as TenantId, scope: scope as ScopeId } };
}
