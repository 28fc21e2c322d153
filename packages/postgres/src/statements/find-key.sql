-- By hash, across tenants: the key says which tenant it is. Unique index on hash.
select id, tenant, name, hash, created_at from synod.find_key($1)
