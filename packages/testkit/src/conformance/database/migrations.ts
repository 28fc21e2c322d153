import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assertSchema, migrate, SCHEMA_VERSIONS, type Database } from "@synod/postgres";

export interface EmptyDatabase {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

/** Migrating an empty database. `clients`: how many may try at the same time. */
export function migrationsConformance(name: string, open: () => Promise<EmptyDatabase>): void {
  describe(`migrations: ${name}`, () => {
    let opened: EmptyDatabase;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const misfit = { code: "SYN_DATABASE_SCHEMA", class: "terminal" };

    it("are applied once, however many try at the same time, and never again", async () => {
      const { database } = opened;
      await expect(assertSchema(database)).rejects.toMatchObject(misfit);
      const all = await Promise.all(Array.from({ length: 4 }, () => migrate(database)));
      const applied = all.flatMap((one) => one.applied);
      expect(applied).toHaveLength(SCHEMA_VERSIONS.max);
      expect(new Set(applied).size).toBe(SCHEMA_VERSIONS.max);
      expect(all.map(({ version }) => version)).toEqual(Array(4).fill(SCHEMA_VERSIONS.max));
      await expect(assertSchema(database)).resolves.toBeUndefined();
      expect(await migrate(database)).toEqual({ version: SCHEMA_VERSIONS.max, applied: [] });
    });

    it("are refused once one of them was edited, and so is a schema of another version", async () => {
      const { database } = opened;
      await migrate(database);
      await database.script("update synod.migration set checksum = 'another' where version = 2");
      await expect(migrate(database)).rejects.toMatchObject({
        ...misfit,
        detail: expect.stringContaining("0002-log.sql"),
      });
      await database.script(`delete from synod.migration where version = ${SCHEMA_VERSIONS.max}`);
      await expect(assertSchema(database)).rejects.toMatchObject(misfit);
      const newer = SCHEMA_VERSIONS.max + 1;
      await database.script(`insert into synod.migration values (${newer}, 'newer.sql', 'x')`);
      await expect(assertSchema(database)).rejects.toMatchObject({
        ...misfit,
        detail: expect.stringContaining(String(newer)),
      });
    });
  });
}
