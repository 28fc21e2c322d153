-- All versions of a scope's nodes, to compare with a fold of the log. Primary key range scan.
-- May be null: valid_from, valid_to, document.
select row, node, kind, seq, recorded_at, attributes, valid_from, valid_to, document
from synod.node where tenant = $1 and scope = $2 order by row
