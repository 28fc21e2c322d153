-- The first answer stays: who thought the same twice gets the first on the next look.
-- May be null: $4.
insert into synod.thought (tenant, scope, digest, document, answer) values ($1, $2, $3, $4, $5)
on conflict do nothing
