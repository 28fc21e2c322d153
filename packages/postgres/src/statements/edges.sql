-- All versions of a scope's edges, to compare with a fold of the log. Primary key range scan.
select row, edge, kind, source, target, seq, recorded_at, attributes
from synod.edge where tenant = $1 and scope = $2 order by row
