-- Everything a decision caused, or nothing: see synod.commit in the migrations.
select synod.commit($1::jsonb) as result
