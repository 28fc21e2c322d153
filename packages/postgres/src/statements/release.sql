-- Gives a scope back without moving its cursor. Primary key.
update synod.cursor set lease_owner = null, retry_at = $5, failures = failures + $6
where handler = $1 and tenant = $2 and scope = $3 and fence = $4 and lease_owner is not null
