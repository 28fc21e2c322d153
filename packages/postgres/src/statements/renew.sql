-- Prolongs a lease that is still the caller's. Primary key.
update synod.cursor set lease_until = $5
where handler = $1 and tenant = $2 and scope = $3 and fence = $4 and lease_owner is not null
returning fence
