/**
 * Branded identifiers: a `ScopeId` is not a `TenantId`, though both are strings at run time.
 * They are made at the doors (zod schemas, database rows) and trusted inside.
 */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** An organisation; the unit of isolation. */
export type TenantId = Branded<"TenantId">;
/** One case of one tenant. */
export type ScopeId = Branded<"ScopeId">;
/** UUID of one event. */
export type EventId = Branded<"EventId">;
/** Lower-case hex SHA-256. */
export type Digest = Branded<"Digest">;
declare const documentBrand: unique symbol;
/** Lower-case hex SHA-256 of a document's bytes: the digest its blob is stored under. */
export type DocumentId = Digest & { readonly [documentBrand]: true };
/** `<action kind>:<digest prefix>`, unique in a scope. */
export type ProposalId = Branded<"ProposalId">;
/** `c-` and 32 hex digits of the SHA-256 of the claim's content. */
export type ClaimId = Branded<"ClaimId">;
/** `x-` and 32 hex digits of the SHA-256 of the two claim ids. */
export type ContradictionId = Branded<"ContradictionId">;
export type ReviewId = Branded<"ReviewId">;
/** ISO 8601 calendar date, `YYYY-MM-DD`. */
export type IsoDate = Branded<"IsoDate">;
/** ISO 8601 instant in UTC with milliseconds, `YYYY-MM-DDTHH:MM:SS.sssZ`; sorts as text. */
export type IsoInstant = Branded<"IsoInstant">;

/** A scope with its tenant: what every port call about one case is addressed to. */
export interface ScopeRef {
  readonly tenant: TenantId;
  readonly scope: ScopeId;
}

/** The grammar of tenants and scopes: the same for subjects, keys in S3 and objects in OpenFGA. */
export const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,62}$/;
