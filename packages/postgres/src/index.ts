export { createAccessStore } from "./access-store.ts";
export type { Database } from "./database.ts";
export { assertSchema, migrate, SCHEMA_VERSIONS, type Migrated } from "./migrate.ts";
export { openPglite } from "./pglite.ts";
export { openPostgres, POSTGRES_DEFAULTS, type PostgresOptions } from "./postgres.ts";
export { createStore, type StoreOptions } from "./store.ts";
export { openEmbeddedDatabase, type TemplateOptions } from "./template.ts";
