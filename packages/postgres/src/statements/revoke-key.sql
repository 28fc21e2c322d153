-- A revoked key stays as a row: its id is named by events.
update synod.api_key set revoked = true where tenant = $1 and id = $2 and not revoked returning id
