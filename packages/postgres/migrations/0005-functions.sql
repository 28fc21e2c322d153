-- What a turn does to the database: claim, load, commit. Each is one statement, so that a turn costs at most
-- three round trips. `load` and `commit` run with the rights of their caller; `claim` and the listings look across
-- tenants and run as synod_system, with a fixed search path.

-- Head, events after a position (oldest first, at least one, then bounded in bytes) and the keys they made.
create function synod.load(p_tenant text, p_scope text, p_after bigint, p_events_max integer, p_bytes_max bigint)
returns jsonb language plpgsql stable set search_path = synod, pg_catalog as $$
-- In PL/pgSQL for its cached plans only: SQL functions are planned at every call.
begin return (
  with page as (
    select e.*, sum(octet_length(e.body)) over (order by e.seq) as bytes
    from (
      select * from synod.event
      where tenant = p_tenant and scope = p_scope and seq > p_after
      order by seq limit p_events_max
    ) e
  ), kept as (
    select * from page where bytes <= p_bytes_max or seq = p_after + 1
  )
  select jsonb_build_object(
    'head', (
      select jsonb_build_object('seq', h.seq, 'hash', encode(h.hash, 'hex'), 'epoch', h.epoch, 'recordedAt', h.recorded_at)
      from synod.scope_head h where h.tenant = p_tenant and h.scope = p_scope
    ),
    'events', coalesce((
      select jsonb_agg(jsonb_build_object(
        'tenant', k.tenant, 'scope', k.scope, 'seq', k.seq, 'id', k.id, 'type', k.type,
        'hash_version', k.hash_version, 'recorded_at', k.recorded_at, 'body', k.body,
        'prev_hash', encode(k.prev_hash, 'hex'), 'hash', encode(k.hash, 'hex')
      ) order by k.seq) from kept k
    ), '[]'::jsonb),
    'keys', coalesce((
      select jsonb_agg(jsonb_build_object('document', d.document, 'wrapped', d.wrapped) order by d.seq, d.document)
      from synod.document_key d
      where d.tenant = p_tenant and d.scope = p_scope and d.seq > p_after
        and d.seq <= (select max(k.seq) from kept k)
    ), '[]'::jsonb)
  )
); end
$$;

-- Everything a decision caused, or nothing. Nobody waits for anybody in a circle, since all take in one order:
-- who appends, the head row; who wakes, the scope's lock for that; then cursors by name, those who want what is
-- appended and the mover's own. Only the tracker, whose name is the last, is woken. Who only moves a cursor
-- does not wait for the disk of one who appends.
create function synod.commit(p_batch jsonb)
returns jsonb language plpgsql set search_path = synod, pg_catalog as $$
declare
  v_tenant  text := p_batch->>'tenant';
  v_scope   text := p_batch->>'scope';
  v_events  jsonb := p_batch->'events';
  v_head    synod.scope_head;
  v_cursor  synod.cursor;
  v_move    jsonb := nullif(p_batch->'cursor', 'null'::jsonb);
  v_machine jsonb := nullif(p_batch->'machine', 'null'::jsonb);
  v_found   synod.event;
  v_event   jsonb;
  v_hash    bytea;
  v_links   jsonb := '[]'::jsonb;
  v_seq     bigint;
  v_more    boolean := false;
  v_wakes   bigint := 0;
  v_woken   jsonb := '[]'::jsonb;
  v_leased  boolean := (p_batch->'cursor'->>'leased')::boolean;
  v_fires   jsonb := nullif(p_batch->'fires', 'null'::jsonb);
begin
  if jsonb_array_length(v_events) > 0 then
    select * into v_head from synod.scope_head where tenant = v_tenant and scope = v_scope for update;
  else
    select * into v_head from synod.scope_head where tenant = v_tenant and scope = v_scope;
  end if;

  -- One after another, so that the last handler that had something to do sees that it was the last.
  if jsonb_array_length(p_batch->'wake') > 0 then
    perform pg_advisory_xact_lock(hashtextextended(v_tenant || '/' || v_scope, 0));
  end if;
  if jsonb_array_length(v_events) > 0 then
    perform from synod.cursor c where c.tenant = v_tenant and c.scope = v_scope and c.handler = any (array(
      select v_move->>'handler' union select jsonb_array_elements_text(e->'wantedBy') from jsonb_array_elements(v_events) e
    )) order by c.handler for update;
  end if;

  if v_move is not null then
    select * into v_cursor from synod.cursor
    where handler = v_move->>'handler' and tenant = v_tenant and scope = v_scope for update;
    if v_cursor.fence is distinct from (v_move->>'fence')::bigint or (v_cursor.lease_owner is not null) <> v_leased then
      return jsonb_build_object('kind', 'lease_lost');
    end if;
  end if;

  if jsonb_array_length(v_events) > 0 then
    -- One by one, by an equality: of `any (array)` the planner makes a filter over all of the scope's log.
    for v_event in select * from jsonb_array_elements(v_events) loop
      v_seq := least(v_seq, (
        select e.seq from synod.event e
        where e.tenant = v_tenant and e.scope = v_scope and e.idempotency_key = v_event->>'idempotencyKey'
      ));
    end loop;
    if v_seq is not null then
      select * into v_found from synod.event e where e.tenant = v_tenant and e.scope = v_scope and e.seq = v_seq;
      return jsonb_build_object('kind', 'duplicate', 'event', jsonb_build_object(
        'tenant', v_found.tenant, 'scope', v_found.scope, 'seq', v_found.seq, 'id', v_found.id, 'type', v_found.type,
        'hash_version', v_found.hash_version, 'recorded_at', v_found.recorded_at, 'body', v_found.body,
        'prev_hash', encode(v_found.prev_hash, 'hex'), 'hash', encode(v_found.hash, 'hex')));
    end if;
    if coalesce(v_head.seq, 0) <> (p_batch->>'expectedSeq')::bigint then
      return jsonb_build_object('kind', 'conflict', 'head', coalesce(v_head.seq, 0));
    end if;
    -- A timer that another instance fired, or that was set anew meanwhile.
    if v_fires is not null and not exists (
      select from synod.timer t where t.tenant = v_tenant and t.scope = v_scope
        and t.handler = v_fires->>'handler' and t.key = v_fires->>'key' and t.due = v_fires->>'due'
    ) then
      return jsonb_build_object('kind', 'conflict', 'head', null);
    end if;
    if v_head.seq is null then
      insert into synod.scope_head (tenant, scope, seq, hash, recorded_at)
      values (v_tenant, v_scope, 0, decode(repeat('00', 32), 'hex'), '')
      on conflict do nothing returning * into v_head;
      if not found then return jsonb_build_object('kind', 'conflict', 'head', null); end if;
    end if;
    v_seq := v_head.seq;
    v_hash := v_head.hash;
    for v_event in select * from jsonb_array_elements(v_events) loop
      if v_event->>'recordedAt' < v_head.recorded_at then
        raise exception 'recorded before the event before it' using errcode = 'SYN01';
      end if;
      v_seq := v_seq + 1;
      insert into synod.event (tenant, scope, seq, id, type, hash_version, recorded_at, idempotency_key, body, prev_hash, hash)
      values (v_tenant, v_scope, v_seq, (v_event->>'id')::uuid, v_event->>'type', 1, v_event->>'recordedAt',
        v_event->>'idempotencyKey', v_event->>'body', v_hash,
        sha256(v_hash || int8send(v_seq) || sha256(convert_to(v_event->>'body', 'UTF8'))))
      returning hash into v_hash;
      v_links := v_links || to_jsonb(encode(v_hash, 'hex'));
      v_head.recorded_at := v_event->>'recordedAt';
    end loop;
    insert into synod.cursor (handler, tenant, scope, wanted_seq)
    select h, v_tenant, v_scope, max(v_seq - jsonb_array_length(v_events) + e.nth)
    from jsonb_array_elements(v_events) with ordinality e (event, nth), jsonb_array_elements_text(e.event->'wantedBy') h
    group by h order by h collate "C"
    on conflict (handler, tenant, scope) do update set wanted_seq = excluded.wanted_seq;
    update synod.scope_head set seq = v_seq, hash = v_hash, recorded_at = v_head.recorded_at
    where tenant = v_tenant and scope = v_scope;
    v_head.seq := v_seq;
    v_head.hash := v_hash;
    if v_machine is not null then
      update synod.scope_head set epoch = (v_machine->>'epoch')::bigint, state = v_machine->>'state'
      where tenant = v_tenant and scope = v_scope;
      v_head.epoch := (v_machine->>'epoch')::bigint;
    end if;
  elsif v_head.seq is null then
    return jsonb_build_object('kind', 'conflict', 'head', null);
  end if;

  if jsonb_array_length(p_batch->'keys') > 0 then
    insert into synod.document_key (tenant, scope, document, seq, wrapped)
    select v_tenant, v_scope, k->>'document', v_head.seq, k->>'wrapped' from jsonb_array_elements(p_batch->'keys') k;
  end if;
  if jsonb_array_length(p_batch->'nodes') > 0 then
    update synod.node n set superseded_at = x.at
    from (select r->>'node' as node, min(r->>'recordedAt') as at from jsonb_array_elements(p_batch->'nodes') r group by 1) x
    where n.tenant = v_tenant and n.scope = v_scope and n.node = x.node and n.superseded_at is null
      -- Said twice, for index node_current however small the planner thinks the graph is.
      and n.node = any (array(select r->>'node' from jsonb_array_elements(p_batch->'nodes') r));
    insert into synod.node (tenant, scope, row, node, kind, seq, recorded_at, superseded_at, valid_from, valid_to, document, attributes)
    select v_tenant, v_scope, r->>'row', r->>'node', r->>'kind', (r->>'seq')::bigint, r->>'recordedAt',
      -- The batch may hold several versions: each ends when the next begins.
      lead(r->>'recordedAt') over (partition by r->>'node' order by (r->>'seq')::bigint),
      r->>'validFrom', r->>'validTo', r->>'document', r->>'attributes'
    from jsonb_array_elements(p_batch->'nodes') r;
  end if;
  if jsonb_array_length(p_batch->'edges') > 0 then
    update synod.edge n set superseded_at = x.at
    from (select r->>'edge' as edge, min(r->>'recordedAt') as at from jsonb_array_elements(p_batch->'edges') r group by 1) x
    where n.tenant = v_tenant and n.scope = v_scope and n.edge = x.edge and n.superseded_at is null
      -- Said twice, for index edge_current however small the planner thinks the graph is.
      and n.edge = any (array(select r->>'edge' from jsonb_array_elements(p_batch->'edges') r));
    insert into synod.edge (tenant, scope, row, edge, kind, source, target, seq, recorded_at, superseded_at, attributes)
    select v_tenant, v_scope, r->>'row', r->>'edge', r->>'kind', r->>'from', r->>'to', (r->>'seq')::bigint,
      r->>'recordedAt', lead(r->>'recordedAt') over (partition by r->>'edge' order by (r->>'seq')::bigint), r->>'attributes'
    from jsonb_array_elements(p_batch->'edges') r;
  end if;
  if jsonb_array_length(p_batch->'timers') > 0 then
    delete from synod.timer t using jsonb_array_elements(p_batch->'timers') x
    where t.tenant = v_tenant and t.scope = v_scope and t.handler = x->>'handler' and t.key = x->>'key';
    insert into synod.timer (tenant, scope, handler, key, due)
    select v_tenant, v_scope, x->>'handler', x->>'key', x->>'due'
    from jsonb_array_elements(p_batch->'timers') x where x->>'due' is not null;
  end if;
  if jsonb_array_length(p_batch->'deadLetters') > 0 then
    insert into synod.dead_letter (tenant, scope, handler, event_seq, code, cause, failures, crashes, traceparent)
    select v_tenant, v_scope, x->>'handler', (x->>'eventSeq')::bigint, x->>'code', x->>'cause',
      (x->>'failures')::integer, (x->>'crashes')::integer, x->>'traceparent'
    from jsonb_array_elements(p_batch->'deadLetters') x
    on conflict do nothing;
  end if;
  if v_move is not null then
    update synod.cursor c set
      seq = greatest(c.seq, (v_move->>'seq')::bigint),
      woken = greatest(c.woken, (v_move->>'wakes')::bigint),
      -- Progress forgives what went wrong before it.
      failures = case when (v_move->>'seq')::bigint > c.seq then 0 else c.failures end,
      crashes = case when (v_move->>'seq')::bigint > c.seq then 0 else c.crashes end,
      retry_at = 0,
      -- Who moved it without a lease knew the fence: nobody else may move it from where that one saw it.
      fence = c.fence + (not v_leased)::integer,
      lease_owner = case when (v_move->>'keepLease')::boolean then c.lease_owner end
    where c.handler = v_move->>'handler' and c.tenant = v_tenant and c.scope = v_scope
    returning c.wanted_seq > c.seq or c.wakes > c.woken, c.wakes into v_more, v_wakes;
  end if;

  if jsonb_array_length(p_batch->'wake') > 0 and not exists (
    select from synod.cursor c where c.tenant = v_tenant and c.scope = v_scope
      and c.handler in (select jsonb_array_elements_text(p_batch->'unlessWaiting')) and c.wanted_seq > c.seq
  ) then
    v_woken := p_batch->'wake';
    insert into synod.cursor (handler, tenant, scope, wakes)
    select h, v_tenant, v_scope, 1 from jsonb_array_elements_text(v_woken) h
    on conflict (handler, tenant, scope) do update set wakes = synod.cursor.wakes + 1;
  end if;

  return jsonb_build_object('kind', 'committed', 'hashes', v_links, 'more', v_more, 'wakes', v_wakes, 'woken', v_woken,
    'head', jsonb_build_object('seq', v_head.seq, 'hash', encode(v_head.hash, 'hex'), 'epoch', v_head.epoch,
      'recordedAt', v_head.recorded_at));
end
$$;

-- Takes scopes with work: one of each tenant before a second of any, the tenants in an order that changes with
-- the clock, so that none is always first; within a tenant, what was held longest ago first. A lease that
-- ended without a word is a crash. It costs two looks into index cursor_waiting for each tenant that has work,
-- however many of its scopes wait.
create function synod.claim(
  p_handler text, p_owner text, p_now bigint, p_lease_ms bigint, p_limit integer, p_tenant text, p_scope text
) returns table (
  tenant text, scope text, fence bigint, seq bigint, head bigint, wakes bigint, failures integer, crashes integer
)
language plpgsql security definer set search_path = synod, pg_catalog as $$
#variable_conflict use_column
declare
  -- More than are wanted: another instance may be taking the first ones.
  v_tenants text[];
  v_scopes  text[];
  v_looked  constant integer := p_limit + 16;
begin
  if p_tenant is not null then
    v_tenants := array[p_tenant];
    v_scopes := array[p_scope];
  else
    with recursive waiting_tenant as (
      (select c.tenant from synod.cursor c
        where c.handler = p_handler and (c.wanted_seq > c.seq or c.wakes > c.woken)
        order by c.tenant limit 1)
      union all
      select (select c.tenant from synod.cursor c
        where c.handler = p_handler and (c.wanted_seq > c.seq or c.wakes > c.woken) and c.tenant > w.tenant
        order by c.tenant limit 1)
      from waiting_tenant w where w.tenant is not null
    ), free as (
      select w.tenant, f.scope, row_number() over (partition by w.tenant order by f.lease_until, f.scope) as turn
      from waiting_tenant w cross join lateral (
        select c.scope, c.lease_until from synod.cursor c
        where c.handler = p_handler and c.tenant = w.tenant and (c.wanted_seq > c.seq or c.wakes > c.woken)
          and c.retry_at <= p_now and (c.lease_owner is null or c.lease_until <= p_now)
        order by c.lease_until, c.scope limit v_looked
      ) f
    ), first as (
      select f.tenant, f.scope, row_number() over (order by f.turn, hashtextextended(f.tenant, p_now), f.tenant) as place
      from free f order by place limit v_looked
    )
    select array_agg(f.tenant order by f.place), array_agg(f.scope order by f.place)
    into v_tenants, v_scopes from first f;
  end if;
  return query
    with taken as (
      select c.handler, c.tenant, c.scope
      from unnest(v_tenants, v_scopes) with ordinality as f (tenant, scope, place)
      join synod.cursor c on c.handler = p_handler and c.tenant = f.tenant and c.scope = f.scope
      -- Looked at again: another instance may have taken it meanwhile.
      where (c.wanted_seq > c.seq or c.wakes > c.woken)
        and c.retry_at <= p_now and (c.lease_owner is null or c.lease_until <= p_now)
      order by f.place limit p_limit
      for update of c skip locked
    )
    update synod.cursor c set
      crashes = c.crashes + (c.lease_owner is not null)::integer,
      fence = c.fence + 1,
      lease_owner = p_owner,
      lease_until = p_now + p_lease_ms
    from taken t
    where c.handler = t.handler and c.tenant = t.tenant and c.scope = t.scope
    returning c.tenant, c.scope, c.fence, c.seq,
      (select h.seq from synod.scope_head h where h.tenant = c.tenant and h.scope = c.scope),
      c.wakes, c.failures, c.crashes;
end
$$;

create function synod.list_scopes(p_tenant text, p_scope text, p_limit integer)
returns table (tenant text, scope text, seq bigint, hash text, epoch bigint, recorded_at text, state text)
language sql stable security definer set search_path = synod, pg_catalog as $$
  select h.tenant, h.scope, h.seq, encode(h.hash, 'hex'), h.epoch, h.recorded_at, h.state
  from synod.scope_head h
  where (h.tenant, h.scope) > (p_tenant, p_scope)
  order by h.tenant, h.scope limit p_limit
$$;

create function synod.due_timers(p_now text, p_limit integer)
returns table (tenant text, scope text, handler text, key text, due text)
language sql stable security definer set search_path = synod, pg_catalog as $$
  select t.tenant, t.scope, t.handler, t.key, t.due from synod.timer t
  where t.due <= p_now order by t.due limit p_limit
$$;

create function synod.find_key(p_hash text)
returns table (id text, tenant text, name text, hash text, created_at text)
language sql stable security definer set search_path = synod, pg_catalog as $$
  select k.id, k.tenant, k.name, k.hash, k.created_at from synod.api_key k where k.hash = p_hash and not k.revoked
$$;

create function synod.expire_idempotency(p_before text)
returns bigint language sql security definer set search_path = synod, pg_catalog as $$
  with gone as (delete from synod.http_idempotency where reserved_at < p_before returning 1)
  select count(*) from gone
$$;
