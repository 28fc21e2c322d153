-- Scopes with work for a handler: partial index cursor_waiting, so that scopes at rest cost nothing.
-- May be null: $6, $7.
select tenant, scope, fence, seq, head, wakes, failures, crashes
from synod.claim($1, $2, $3, $4, $5, $6, $7)
