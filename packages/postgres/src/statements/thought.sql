-- A journaled answer. Primary key.
-- May be null: document.
select digest, document, answer from synod.thought where tenant = $1 and scope = $2 and digest = $3
