import { createStore, migrate, openPostgres } from "@synod/postgres";
import { describeReal } from "../backing/describe-real.ts";
import { freshDatabase } from "../backing/fresh-database.ts";
import { storeConformance } from "./store.ts";

describeReal("PostgreSQL", ["SYNOD_TEST_DATABASE_URL"], ({ SYNOD_TEST_DATABASE_URL: server }) => {
  storeConformance("PostgreSQL", async (clock) => {
    const { url, drop } = await freshDatabase(server);
    const database = openPostgres(url);
    await migrate(database);
    const close = async () => {
      await database.close();
      await drop();
    };
    return { store: createStore({ database, clock }), close };
  });
});
