-- The keys of a tenant that were not revoked.
select id, tenant, name, hash, created_at from synod.api_key where tenant = $1 and not revoked order by created_at, id
