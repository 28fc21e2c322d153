-- Head, events after a position and the keys they made. Primary key range scans only.
select synod.load($1, $2, $3, $4, $5) as loaded
