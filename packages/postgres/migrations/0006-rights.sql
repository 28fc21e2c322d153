-- Row-level security, forced on every tenant table: a transaction sees the tenant it names, or nothing. The
-- functions that look across tenants run as synod_system, which nobody can take on.
do $$
declare
  v_table text;
begin
  foreach v_table in array array[
    'scope_head', 'event', 'cursor', 'document_key', 'thought', 'timer', 'dead_letter', 'node', 'edge',
    'api_key', 'http_idempotency'
  ] loop
    execute format('alter table synod.%I enable row level security', v_table);
    execute format('alter table synod.%I force row level security', v_table);
    execute format(
      'create policy tenant on synod.%I using (tenant = current_setting(''synod.tenant'', true)) '
      'with check (tenant = current_setting(''synod.tenant'', true))', v_table);
    execute format('create policy system on synod.%I to synod_system using (true) with check (true)', v_table);
  end loop;
end
$$;

-- Everyone reads and moves cursors; who may write what else is the law that only the executor writes knowledge.
grant select on all tables in schema synod
  to synod_reader, synod_ingest, synod_agents, synod_governor, synod_executor, synod_tracker;
revoke select on synod.api_key, synod.http_idempotency
  from synod_reader, synod_agents, synod_governor, synod_executor, synod_tracker;
-- To prolong a lease and to give it back.
grant update (lease_owner, lease_until, retry_at, failures) on synod.cursor to synod_reader;
grant insert on synod.event, synod.dead_letter to synod_ingest, synod_agents, synod_governor, synod_executor, synod_tracker;
grant insert, update on synod.cursor to synod_ingest, synod_agents, synod_governor, synod_executor, synod_tracker;
grant update (seq, hash, recorded_at) on synod.scope_head
  to synod_ingest, synod_agents, synod_governor, synod_executor, synod_tracker;

grant insert on synod.scope_head, synod.document_key to synod_ingest;
grant insert on synod.api_key to synod_ingest;
grant update (revoked) on synod.api_key to synod_ingest;
grant insert, update, delete on synod.http_idempotency to synod_ingest;
grant insert on synod.thought to synod_agents;
grant update (epoch, state) on synod.scope_head to synod_executor;
grant insert on synod.node, synod.edge to synod_executor;
grant update (superseded_at) on synod.node, synod.edge to synod_executor;
grant insert, delete on synod.timer to synod_tracker;

grant select, update on synod.cursor to synod_system;
grant select on synod.scope_head, synod.timer, synod.api_key to synod_system;
grant select, delete on synod.http_idempotency to synod_system;

alter function synod.claim(text, text, bigint, bigint, integer, text, text) owner to synod_system;
alter function synod.list_scopes(text, text, integer) owner to synod_system;
alter function synod.due_timers(text, integer) owner to synod_system;
alter function synod.find_key(text) owner to synod_system;
alter function synod.expire_idempotency(text) owner to synod_system;

revoke create on schema synod from synod_system;

revoke all on all functions in schema synod from public;
grant execute on function synod.load(text, text, bigint, integer, bigint),
  synod.claim(text, text, bigint, bigint, integer, text, text), synod.list_scopes(text, text, integer),
  synod.due_timers(text, integer) to synod_reader;
grant execute on function synod.commit(jsonb)
  to synod_ingest, synod_agents, synod_governor, synod_executor, synod_tracker;
grant execute on function synod.find_key(text), synod.expire_idempotency(text) to synod_ingest;
