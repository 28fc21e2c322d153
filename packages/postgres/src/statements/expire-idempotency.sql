-- Removes answers that nobody may ask for any more. Index http_idempotency_age.
select synod.expire_idempotency($1) as removed
