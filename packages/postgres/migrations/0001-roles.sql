-- Database roles, without login: services take them on by SET LOCAL ROLE in each transaction. A service's
-- login, NOINHERIT, needs two of them: its own, to commit as, and synod_reader, to read, claim and give back.
-- Roles belong to the whole cluster, so another database may have made them already.
do $$
declare
  v_role text;
begin
  foreach v_role in array array[
    'synod_reader', 'synod_ingest', 'synod_agents', 'synod_governor', 'synod_executor', 'synod_tracker',
    'synod_system'
  ] loop
    begin
      execute format('create role %I nologin', v_role);
    exception when duplicate_object or unique_violation then null;
    end;
    if not pg_has_role(current_user, v_role, 'MEMBER') then
      execute format('grant %I to %I', v_role, current_user);
    end if;
  end loop;
end
$$;

-- synod_system owns the few functions that look across tenants; no service takes it on.
grant usage, create on schema synod to synod_system;
grant usage on schema synod
  to synod_reader, synod_ingest, synod_agents, synod_governor, synod_executor, synod_tracker;
