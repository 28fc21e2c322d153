-- Takes an idempotency key, or takes over one whose request never ended, or gives what is there.
-- May be null: status, body.
with taken as (
  insert into synod.http_idempotency as h (tenant, holder, route, key, content, reserved_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (tenant, holder, route, key) do update set content = excluded.content, reserved_at = excluded.reserved_at,
    status = null, body = null
  where h.reserved_at < $8 or (h.status is null and h.content = excluded.content and h.reserved_at < $7)
  returning true as taken, content, reserved_at, status, body
)
select * from taken
union all
select false, content, reserved_at, status, body from synod.http_idempotency
where tenant = $1 and holder = $2 and route = $3 and key = $4 and not exists (select from taken)
