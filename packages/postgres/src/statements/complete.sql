-- The answer that the same request gets again.
update synod.http_idempotency set status = $5, body = $6 where tenant = $1 and holder = $2 and route = $3 and key = $4
