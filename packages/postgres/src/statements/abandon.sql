-- Frees a reservation whose request failed.
delete from synod.http_idempotency
where tenant = $1 and holder = $2 and route = $3 and key = $4 and status is null
