import type { OpenFgaClient, Store } from "@openfga/sdk";
import { SynodError } from "@synod/core";
import type { Clock } from "@synod/contracts";

const PAGES_MAX = 200;
const PAGE_SIZE = 100;
/** A store younger than this may have an elder that is not visible yet. */
const SETTLE_MS = 500;

/**
 * The id of the store with this name. OpenFGA lets many stores share a name, so all instances agree on
 * the oldest; who sees a very young one looks again after a moment.
 */
export async function findOrCreateStore(
  client: OpenFgaClient,
  name: string,
  clock: Pick<Clock, "now" | "sleep">,
): Promise<string> {
  const first = (await oldestStore(client, name)) ?? (await client.createStore({ name }));
  const ageMs = clock.now() - Date.parse(first.created_at);
  if (ageMs > SETTLE_MS) return first.id;
  await clock.sleep(SETTLE_MS);
  const settled = await oldestStore(client, name);
  if (settled === null) throw new SynodError("SYN_AUTHORIZER_UNAVAILABLE", `the store '${name}' went away`);
  return settled.id;
}

type StoreBirth = Pick<Store, "id" | "created_at">;

async function oldestStore(client: OpenFgaClient, name: string): Promise<StoreBirth | null> {
  let oldest: StoreBirth | null = null;
  let continuationToken = "";
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { stores, continuation_token: next } = await client.listStores({
      name,
      pageSize: PAGE_SIZE,
      continuationToken,
    });
    for (const store of stores) {
      if (store.name === name && (oldest === null || isOlder(store, oldest))) oldest = store;
    }
    if (next === "") return oldest;
    continuationToken = next;
  }
  throw new SynodError(
    "SYN_AUTHORIZER_UNAVAILABLE",
    `more than ${PAGES_MAX * PAGE_SIZE} stores are called '${name}'; give a store id`,
  );
}

function isOlder(one: StoreBirth, other: StoreBirth): boolean {
  const byTime = Date.parse(one.created_at) - Date.parse(other.created_at);
  return byTime === 0 ? one.id < other.id : byTime < 0;
}
