import {
  digestOf,
  foldEvent,
  GENESIS_HASH,
  newCaseState,
  sha256Hex,
  type CaseConfig,
  type CaseState,
  type EventId,
  type IsoDate,
  type IsoInstant,
  type OpenedEvent,
  type ScopeId,
  type TenantId,
} from "@synod/core";
import { expect, test } from "vitest";
import { configureScope, receiveDocument, type IncomingDocument } from "./receive.ts";

const BYTES_MAX = 1_000;
const CONFIG: CaseConfig = {
  title: "Crane",
  as_of: "2026-06-30" as IsoDate,
  clock: "case",
  goals: [],
  evidence: [],
  documents: [
    { file: "a.md", kind: "offer", date: "2026-03-01" as IsoDate, source: "one" },
    { file: "b.md", kind: "letter", date: "2026-01-01" as IsoDate, source: "two" },
  ],
};

const file = (name: string, text: string): IncomingDocument => ({ name, bytes: Buffer.from(text) });

/** Takes files in, one after the other, and folds what that appends. */
function after(files: readonly IncomingDocument[]): CaseState {
  const state = newCaseState({ tenant: "acme" as TenantId, scope: "crane" as ScopeId });
  const append = (drafts: ReturnType<typeof configureScope>) => {
    for (const draft of drafts) {
      const seq = (state.head?.seq ?? 0) + 1;
      const event = {
        ...draft,
        seq,
        hash: GENESIS_HASH,
        id: String(seq) as EventId,
        recorded_at: "2026-07-01T00:00:00.000Z" as IsoInstant,
        content: null,
      };
      foldEvent(state, event as unknown as OpenedEvent);
    }
  };
  append(configureScope(state, CONFIG));
  for (const incoming of files) {
    const reception = receiveDocument(state, incoming, BYTES_MAX);
    if (reception.kind !== "known") append([...reception.drafts]);
  }
  return state;
}

const shown = (state: CaseState) =>
  [...state.documents.values()].map(({ received, otherNames }) => ({
    name: received.name,
    kind: received.kind,
    date: received.date,
    otherNames: otherNames.toSorted(),
  }));

test("equal bytes under several names count once, under the earliest, whichever of them came first", () => {
  const copies = [file("a.md", "same"), file("b.md", "same"), file("c.md", "same")];
  const expected = [{ name: "b.md", kind: "letter", date: "2026-01-01", otherNames: ["a.md", "c.md"] }];
  const [a, b, c] = copies;
  if (a === undefined || b === undefined || c === undefined) throw new Error("three");
  for (const order of [
    [a, b, c],
    [b, a, c],
    [c, a, b],
    [c, b, a],
  ])
    expect(shown(after(order))).toEqual(expected);
});

test("the very same again appends nothing, and bytes that come back after others are received anew", () => {
  const state = after([file("a.md", "one"), file("a.md", "two")]);
  expect(receiveDocument(state, file("a.md", "two"), BYTES_MAX).kind).toBe("known");
  const back = receiveDocument(state, file("a.md", "one"), BYTES_MAX);
  expect(back).toMatchObject({ kind: "accepted", drafts: [{ type: "document.received" }] });
});

test("configuring the same again appends nothing", () => {
  const state = after([]);
  expect(state.configDigest).toBe(digestOf(CONFIG));
  expect(configureScope(state, CONFIG)).toEqual([]);
});

test.each([
  ["../a.md", "x", "SYN_DOCUMENT_NAME"],
  ["a\u0000.md", "x", "SYN_DOCUMENT_NAME"],
  [`${"n".repeat(300)}.md`, "x", "SYN_DOCUMENT_NAME"],
  ["a.exe", "x", "SYN_DOCUMENT_TYPE"],
  ["a.md", "x".repeat(BYTES_MAX + 1), "SYN_DOCUMENT_TOO_LARGE"],
])("%s is refused, and the refusal recorded once", (name, text, code) => {
  const incoming = file(name, text);
  expect(receiveDocument(after([]), incoming, BYTES_MAX)).toMatchObject({ kind: "refused", error: { code } });
  expect(receiveDocument(after([incoming]), incoming, BYTES_MAX)).toMatchObject({
    kind: "refused",
    drafts: [],
  });
});

/** What each document says of itself now, and what replaced it. */
const standing = (state: CaseState) =>
  [...state.documents.values()]
    .map(({ received: { name, document }, supersededBy }) => ({
      name,
      text: TEXTS.get(document),
      by: supersededBy === null ? null : TEXTS.get(supersededBy),
    }))
    .toSorted((a, b) => (a.name + a.text < b.name + b.text ? -1 : 1));
const TEXTS = new Map(["one", "two", "three"].map((text) => [sha256Hex(Buffer.from(text)), text]));

test("a name that gets the bytes of another withdraws what it said before, whichever of both is the earlier", () => {
  for (const [changed, other] of [
    ["a.md", "b.md"],
    ["b.md", "a.md"],
  ] as const) {
    const state = after([file(changed, "one"), file(other, "two"), file(changed, "two")]);
    expect(standing(state).filter(({ by }) => by !== null)).toMatchObject([{ text: "one", by: "two" }]);
    expect(shown(state)).toContainEqual(expect.objectContaining({ name: "b.md", otherNames: ["a.md"] }));
    expect(receiveDocument(state, file(changed, "two"), BYTES_MAX).kind).toBe("known");
  }
});

test("it may go there, back, and there again", () => {
  const state = after([
    file("a.md", "one"),
    file("b.md", "two"),
    file("a.md", "two"),
    file("a.md", "one"),
    file("a.md", "two"),
  ]);
  expect(standing(state)).toEqual([
    { name: "a.md", text: "one", by: "two" },
    { name: "b.md", text: "two", by: null },
  ]);
  const received = receiveDocument(state, file("a.md", "one"), BYTES_MAX);
  expect(received).toMatchObject({ kind: "accepted", stored: false });
});

test("bytes that stand under another name, too, go on under that one when the first gets others", () => {
  const state = after([file("b.md", "one"), file("c.md", "one"), file("b.md", "three")]);
  expect(standing(state)).toEqual([
    { name: "b.md", text: "three", by: null },
    { name: "c.md", text: "one", by: null },
  ]);
});
