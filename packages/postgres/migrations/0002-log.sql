-- The event log, its heads, and the cursors that are outbox and inbox at once.
-- Instants of the record are ISO 8601 text in UTC with milliseconds: it sorts as text and is hashed as it is.
-- Leases and retries are milliseconds since the epoch, by the clock of the caller.

create table synod.scope_head (
  tenant      text collate "C" not null,
  scope       text collate "C" not null,
  seq         bigint not null,
  hash        bytea not null check (octet_length(hash) = 32),
  epoch       bigint not null default 0,
  state       text not null default 'ContextIngested',
  recorded_at text collate "C" not null,
  primary key (tenant, scope)
);

create table synod.event (
  tenant          text collate "C" not null,
  scope           text collate "C" not null,
  seq             bigint not null check (seq > 0),
  id              uuid not null,
  type            text collate "C" not null,
  hash_version    smallint not null,
  recorded_at     text collate "C" not null,
  idempotency_key text collate "C",
  body            text not null,
  prev_hash       bytea not null,
  hash            bytea not null,
  primary key (tenant, scope, seq),
  foreign key (tenant, scope) references synod.scope_head (tenant, scope)
);

create unique index event_idempotency_key on synod.event (tenant, scope, idempotency_key)
  where idempotency_key is not null;

-- Which role may append which type: a boundary of the database, not a habit of the code.
create table synod.event_grant (
  role name not null,
  type text collate "C" not null,
  primary key (role, type)
);

insert into synod.event_grant (role, type) values
  ('synod_ingest', 'scope.configured'),
  ('synod_ingest', 'document.received'),
  ('synod_ingest', 'document.duplicated'),
  ('synod_ingest', 'document.refused'),
  ('synod_agents', 'document.read'),
  ('synod_agents', 'proposal.submitted'),
  ('synod_governor', 'scope.provisioned'),
  ('synod_governor', 'proposal.approved'),
  ('synod_governor', 'proposal.rejected'),
  ('synod_governor', 'proposal.held'),
  ('synod_executor', 'knowledge.changed'),
  ('synod_executor', 'transition.applied'),
  ('synod_executor', 'proposal.superseded'),
  ('synod_tracker', 'context.added'),
  ('synod_tracker', 'round.closed'),
  ('synod_tracker', 'finality.evaluated'),
  ('synod_tracker', 'finality.certified'),
  ('synod_tracker', 'review.requested'),
  ('synod_tracker', 'review.voided'),
  ('synod_tracker', 'timer.fired'),
  ('synod_agents', 'delivery.dead_lettered'),
  ('synod_governor', 'delivery.dead_lettered'),
  ('synod_executor', 'delivery.dead_lettered'),
  ('synod_tracker', 'delivery.dead_lettered');

-- For every role, the owner of the tables too.
create function synod.refuse_change() returns trigger language plpgsql set search_path = synod, pg_catalog as $$
begin
  raise exception '% is append-only: no % here', tg_table_name, lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;

create trigger event_append_only before update or delete on synod.event
  for each row execute function synod.refuse_change();
create trigger event_no_truncate before truncate on synod.event
  for each statement execute function synod.refuse_change();

create function synod.check_event_grant() returns trigger language plpgsql set search_path = synod, pg_catalog as $$
begin
  if not exists (select from synod.event_grant g where g.role = current_user and g.type = new.type) then
    raise exception 'role % may not append %', current_user, new.type using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

create trigger event_granted before insert on synod.event
  for each row execute function synod.check_event_grant();

create table synod.cursor (
  handler     text collate "C" not null,
  tenant      text collate "C" not null,
  scope       text collate "C" not null,
  seq         bigint not null default 0,
  -- The last event of a subscribed type: an append raises it in its own transaction.
  wanted_seq  bigint not null default 0,
  -- Wakes asked for, and wakes dealt with.
  wakes       bigint not null default 0,
  woken       bigint not null default 0,
  failures    integer not null default 0,
  crashes     integer not null default 0,
  fence       bigint not null default 0,
  lease_owner text,
  lease_until bigint not null default 0,
  retry_at    bigint not null default 0,
  -- In this order for "is this scope at rest?" too: each index is written at every move.
  primary key (tenant, scope, handler)
);

-- Claims look at waiting rows only, however many scopes are at rest: tenant by tenant, and within a tenant
-- what was held longest ago first (lease_until stays when a lease is given back).
create index cursor_waiting on synod.cursor (handler, tenant, lease_until, scope)
  where wanted_seq > seq or wakes > woken;

create table synod.document_key (
  tenant   text collate "C" not null,
  scope    text collate "C" not null,
  document text collate "C" not null,
  -- Position of the event that made it.
  seq      bigint not null,
  -- Null once erased.
  wrapped  text,
  primary key (tenant, scope, document)
);

create table synod.thought (
  tenant   text collate "C" not null,
  scope    text collate "C" not null,
  digest   text collate "C" not null,
  document text collate "C",
  answer   text not null,
  primary key (tenant, scope, digest)
);

create table synod.timer (
  tenant  text collate "C" not null,
  scope   text collate "C" not null,
  handler text collate "C" not null,
  key     text collate "C" not null,
  due     text collate "C" not null,
  primary key (tenant, scope, handler, key)
);
create index timer_due on synod.timer (due);

create table synod.dead_letter (
  tenant      text collate "C" not null,
  scope       text collate "C" not null,
  handler     text collate "C" not null,
  event_seq   bigint not null,
  code        text collate "C" not null,
  cause       text not null,
  failures    integer not null,
  crashes     integer not null,
  traceparent text,
  primary key (tenant, scope, handler, event_seq)
);
