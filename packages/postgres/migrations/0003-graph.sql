-- The graph, a fold of knowledge.changed. Two time axes: valid time (when it holds in the world, half-open)
-- and recorded time (when Synod knew it). A row is never changed but for the end of its recorded time.

-- Named, since the schema of a user called synod would come first otherwise.
do $$
begin
  if exists (select from pg_available_extensions where name = 'vector') then
    create extension if not exists vector with schema public;
  end if;
end
$$;

create table synod.node (
  tenant        text collate "C" not null,
  scope         text collate "C" not null,
  -- `<node>@<seq of the event that made this version>`
  row           text collate "C" not null,
  node          text collate "C" not null,
  kind          text collate "C" not null check (kind in ('claim', 'goal', 'risk', 'assessment', 'entity')),
  seq           bigint not null,
  recorded_at   text collate "C" not null,
  superseded_at text collate "C",
  valid_from    text collate "C",
  valid_to      text collate "C",
  document      text collate "C",
  attributes    text not null,
  primary key (tenant, scope, row)
);
-- One version is current.
create unique index node_current on synod.node (tenant, scope, node) where superseded_at is null;

create table synod.edge (
  tenant        text collate "C" not null,
  scope         text collate "C" not null,
  row           text collate "C" not null,
  edge          text collate "C" not null,
  kind          text collate "C" not null check (kind in ('supports', 'contradicts', 'resolves', 'supersedes')),
  source        text collate "C" not null,
  target        text collate "C" not null,
  seq           bigint not null,
  recorded_at   text collate "C" not null,
  superseded_at text collate "C",
  attributes    text not null,
  primary key (tenant, scope, row)
);
create unique index edge_current on synod.edge (tenant, scope, edge) where superseded_at is null;

-- The one change of a row: its end, once.
create function synod.refuse_rewrite() returns trigger language plpgsql set search_path = synod, pg_catalog as $$
begin
  if old.superseded_at is not null or new.superseded_at is null
    or to_jsonb(old) - 'superseded_at' <> to_jsonb(new) - 'superseded_at' then
    raise exception '% is append-only: a row only ends, once', tg_table_name using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

create trigger node_only_ends before update on synod.node for each row execute function synod.refuse_rewrite();
create trigger node_no_delete before delete on synod.node for each row execute function synod.refuse_change();
create trigger node_no_truncate before truncate on synod.node
  for each statement execute function synod.refuse_change();
create trigger edge_only_ends before update on synod.edge for each row execute function synod.refuse_rewrite();
create trigger edge_no_delete before delete on synod.edge for each row execute function synod.refuse_change();
create trigger edge_no_truncate before truncate on synod.edge
  for each statement execute function synod.refuse_change();
