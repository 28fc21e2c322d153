-- How far every handler is with one scope. Primary key; one row a handler.
select handler, seq, wanted_seq, wakes, failures, crashes, lease_owner is not null and lease_until > $3 as leased
from synod.cursor where tenant = $1 and scope = $2 order by handler
