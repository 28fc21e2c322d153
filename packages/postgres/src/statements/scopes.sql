-- Every scope after one, in (tenant, scope) order. Primary key range scan.
select tenant, scope, seq, hash, epoch, recorded_at, state from synod.list_scopes($1, $2, $3)
