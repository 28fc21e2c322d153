-- What the door keeps: API keys (hashed) and answers to requests that may come again.

create table synod.api_key (
  id         text collate "C" primary key,
  tenant     text collate "C" not null,
  name       text not null,
  hash       text collate "C" not null unique,
  created_at text collate "C" not null,
  revoked    boolean not null default false
);

create table synod.http_idempotency (
  tenant      text collate "C" not null,
  holder      text collate "C" not null,
  route       text collate "C" not null,
  key         text collate "C" not null,
  content     text collate "C" not null,
  reserved_at text collate "C" not null,
  -- Null while the request is in flight.
  status      integer,
  body        text,
  primary key (tenant, holder, route, key)
);
create index http_idempotency_age on synod.http_idempotency (reserved_at);
