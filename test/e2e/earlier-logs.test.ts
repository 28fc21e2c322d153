import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  caseReport,
  foldEvent,
  Keyring,
  newCaseState,
  openEvent,
  projectionOf,
  verifySignature,
  type CaseState,
  type DocumentId,
  type EventRecord,
  type IsoInstant,
  type PublicJwk,
} from "@synod/core";
import { parseEventBody, parseFinalityPolicy, type DocumentKey, type LoadQuery } from "@synod/contracts";
import { verifyLog } from "@synod/sdk";
import { MemoryStore } from "@synod/testkit";

const FIXTURES = new URL("../fixtures/", import.meta.url);

interface Keys {
  readonly master_key: string;
  readonly signing_keys: readonly PublicJwk[];
  readonly documents: readonly {
    readonly document: DocumentId;
    readonly wrapped: string | null;
    readonly seq: number;
  }[];
}

interface Expected {
  readonly verdict: string;
  readonly digest: string;
  readonly knowledge_digest: string;
  readonly certificate: string;
  readonly events: number;
  readonly head: { readonly seq: number; readonly hash: string };
}

const releases = (await readdir(FIXTURES)).filter((name) => name.startsWith("log-"));

it("there is a log of an earlier release, or of this one", () => {
  expect(releases).toContain("log-0.1.0");
});

describe.each(releases)("%s", (release) => {
  it("opens: its chain, verdicts and certificate hold, and it folds to what it came to", async () => {
    const log = await readRelease(release);
    const verified = await verifyLog(log);
    expect(verified).toEqual({ ok: true, scopes: 1, events: log.expected.events, first_bad: null });

    const { verdict, digest, knowledge_digest, certificate, head, events } = log.expected;
    const last = log.records.at(-1);
    if (last === undefined) throw new Error("the log is empty");
    expect({ seq: last.seq, hash: last.hash }).toEqual(head);
    const report = caseReport(log.state, last.recorded_at);
    expect(report).toMatchObject({ verdict, digest, knowledge_digest, certificate, head, events });
    expect(verifySignature(certificate, log.keys.signing_keys)).toMatchObject({
      ok: true,
      payload: { digest, verdict },
    });
  });

  it.each([
    ["a body", (event: EventRecord) => ({ ...event, body: event.body.replace("library", "Library") })],
    [
      "a column",
      (event: EventRecord) => ({ ...event, recorded_at: "2027-01-01T00:00:00.000Z" as IsoInstant }),
    ],
    ["a hash", (event: EventRecord) => ({ ...event, hash: event.prev_hash })],
  ])("shows that %s in it was changed afterwards, and where", async (_, changed) => {
    const { store, ...log } = await readRelease(release);
    const tampered = {
      scopes: store.scopes.bind(store),
      projection: store.projection.bind(store),
      load: async (query: LoadQuery) => {
        const page = await store.load(query);
        return { ...page, events: page.events.map((event) => (event.seq === 7 ? changed(event) : event)) };
      },
    };
    expect(await verifyLog({ ...log, store: tampered })).toMatchObject({ ok: false, first_bad: { seq: 7 } });
  });
});

/** A release's log in a store of this version, appended event by event, and its fold. */
async function readRelease(release: string) {
  const read = (name: string) => readFile(new URL(`${release}/${name}`, FIXTURES), "utf8");
  const keys = JSON.parse(await read("keys.json")) as Keys;
  const expected = JSON.parse(await read("expected.json")) as Expected;
  const policy = parseFinalityPolicy(await read("finality.yaml"));
  const records = (await read("events.ndjson"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as EventRecord);
  const masterKey = Buffer.from(keys.master_key, "base64");
  const store = new MemoryStore({ now: () => 0 });
  const state = await restore(store, records, masterKey, keys);
  const inputs = { policy, keys: keys.signing_keys };
  return { store, masterKey, inputs, keys, expected, records, state };
}

async function restore(
  store: MemoryStore,
  records: readonly EventRecord[],
  masterKey: Uint8Array,
  { documents }: Keys,
): Promise<CaseState> {
  const [first] = records;
  if (first === undefined) throw new Error("the log is empty");
  const { tenant, scope } = first;
  const keyring = new Keyring(masterKey);
  const state = newCaseState({ tenant, scope });
  for (const record of records) {
    const keys: DocumentKey[] = documents.filter(({ seq }) => seq === record.seq);
    for (const { document, wrapped } of keys) keyring.add(document, wrapped);
    const event = openEvent(parseEventBody(record.body), record.seq, record.hash, keyring);
    const { id, type, recorded_at: recordedAt, body } = record;
    const expected = (await store.load({ tenant, scope, afterSeq: record.seq, eventsMax: 1, bytesMax: 1 }))
      .head;
    const result = await store.commit({
      tenant,
      scope,
      role: "ingest",
      expected,
      events: [{ id, type, recordedAt, body, idempotencyKey: event.idempotency_key }],
      cursor: null,
      wake: [],
      unlessWaiting: [],
      machine: event.type === "transition.applied" ? { state: event.data.to, epoch: event.data.epoch } : null,
      keys,
      graph: projectionOf(event),
      timers: [],
      deadLetters: [],
    });
    expect(result.kind).toBe("committed");
    foldEvent(state, event);
  }
  return state;
}
