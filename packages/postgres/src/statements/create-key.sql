-- Stores an API key by its hash.
insert into synod.api_key (id, tenant, name, hash, created_at) values ($1, $2, $3, $4, $5)
