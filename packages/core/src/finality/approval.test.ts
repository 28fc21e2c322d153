import { expect, test } from "vitest";
import { countApprovals, type Approval } from "./approval.ts";
import { BINDING, OTHER_DIGEST } from "./input.fixture.ts";

const by = (name: string, given: Partial<Approval> = {}): Approval => ({
  by: `user:${name}`,
  allowed: true,
  binding: BINDING,
  ...given,
});

test("people who approved exactly this count, each once", () => {
  expect(countApprovals([by("zoe"), by("ana"), by("zoe")], BINDING)).toEqual({
    people: ["user:ana", "user:zoe"],
    refused: [],
  });
});

test("an approval does not count, and says why, if its giver may not or it is about something else", () => {
  const refusals = countApprovals(
    [
      by("dan", { binding: { ...BINDING, knowledge_epoch: 3 } }),
      by("cleo", { binding: { ...BINDING, last_evidence_seq: 12 } }),
      by("ben", { binding: { ...BINDING, policy_digest: OTHER_DIGEST } }),
      by("ana", { allowed: false }),
      by("ana", { allowed: false }),
    ],
    BINDING,
  );
  expect(refusals).toEqual({
    people: [],
    refused: [
      { by: "user:ana", reason: "may not approve this scope" },
      { by: "user:ana", reason: "may not approve this scope" },
      { by: "user:ben", reason: "approved under another finality policy" },
      { by: "user:cleo", reason: "approved on the evidence up to event 12, the last is event 41" },
      { by: "user:dan", reason: "approved at knowledge epoch 3, now it is 4" },
    ],
  });
});
