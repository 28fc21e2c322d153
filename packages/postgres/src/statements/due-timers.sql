-- Timers that are due, across tenants. Index timer_due.
select tenant, scope, handler, key, due from synod.due_timers($1, $2)
