-- The databases and logins of a deployment. By psql as a superuser; again at any time, which sets the passwords
-- to what the environment says. Synod's tables come afterwards, from `synod migrate` as synod_owner.
--
-- A login may take on the role of its service, to commit, and synod_reader, to read; what these roles may do
-- stands in packages/postgres/migrations/0006-rights.sql. None of them owns anything.

\set ON_ERROR_STOP on
\getenv owner_password SYNOD_OWNER_DB_PASSWORD
\getenv ingest_password SYNOD_INGEST_DB_PASSWORD
\getenv agents_password SYNOD_AGENTS_DB_PASSWORD
\getenv governor_password SYNOD_GOVERNOR_DB_PASSWORD
\getenv executor_password SYNOD_EXECUTOR_DB_PASSWORD
\getenv tracker_password SYNOD_TRACKER_DB_PASSWORD
\getenv openfga_password OPENFGA_DB_PASSWORD

select format('create role %I nologin', name)
from unnest(array[
  'synod_reader', 'synod_ingest', 'synod_agents', 'synod_governor', 'synod_executor', 'synod_tracker',
  'synod_system'
]) as name
where not exists (select from pg_roles where rolname = name) \gexec

select format('create role %I login', name)
from unnest(array[
  'synod_owner', 'login_ingest', 'login_agents', 'login_governor', 'login_executor', 'login_tracker', 'openfga'
]) as name
where not exists (select from pg_roles where rolname = name) \gexec

-- The first migration makes the roles where they are not there yet, and asks for the right even if they are.
alter role synod_owner createrole password :'owner_password';
alter role login_ingest connection limit 100 password :'ingest_password';
alter role login_agents connection limit 100 password :'agents_password';
alter role login_governor connection limit 100 password :'governor_password';
alter role login_executor connection limit 100 password :'executor_password';
alter role login_tracker connection limit 100 password :'tracker_password';
alter role openfga connection limit 100 password :'openfga_password';

grant synod_reader, synod_ingest, synod_agents, synod_governor, synod_executor, synod_tracker, synod_system
  to synod_owner;
grant synod_ingest to login_ingest;
grant synod_agents to login_agents;
grant synod_governor to login_governor;
grant synod_executor to login_executor;
grant synod_tracker to login_tracker;
grant synod_reader to login_ingest, login_agents, login_governor, login_executor, login_tracker;

select format('create database %I owner %I', name, owner)
from (values ('synod', 'synod_owner'), ('openfga', 'openfga')) as wanted (name, owner)
where not exists (select from pg_database where datname = name) \gexec

revoke all on database synod, openfga, postgres from public;
grant connect on database synod to login_ingest, login_agents, login_governor, login_executor, login_tracker;

-- Only a superuser may add it.
\connect synod
create extension if not exists vector;
