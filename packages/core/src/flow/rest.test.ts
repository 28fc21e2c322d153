import { expect, test } from "vitest";
import { received, TestLog } from "../case/log.fixture.ts";
import { admit, configured, wholeRound } from "../case/round.fixture.ts";
import { sha256Hex } from "../crypto/digest.ts";
import { documentId } from "../graph/graph.fixture.ts";
import { nextDocument, openRound } from "./rest.ts";

const nameOf = (next: ReturnType<typeof nextDocument>) =>
  next === null || next === "unread" ? next : next.received.name;

test("documents are admitted in the order of their receipt, and none overtakes one that is being read", () => {
  const log = new TestLog();
  expect(nextDocument(log.state)).toBeNull();
  log.append(received("1.md"), received("2.md"));
  expect(nextDocument(log.state)).toBe("unread");
  const read = (name: string, received_seq: number) =>
    log.append({
      type: "document.read",
      data: {
        document: documentId(name),
        received_seq,
        thought: sha256Hex(name),
        analyst: "test@1",
        statements: 0,
        risks: 0,
      },
    });
  read("2.md", 2);
  expect(nextDocument(log.state)).toBe("unread");
  read("1.md", 1);
  expect(nameOf(nextDocument(log.state))).toBe("1.md");
  log.append(received("1.md, again", { name: "1.md", supersedes: documentId("1.md") }));
  // A version that was replaced meanwhile still has its round, as it would have had if it had come alone.
  expect(nameOf(nextDocument(log.state))).toBe("1.md");
});

test("a round is open from the admission of its document until it is closed", () => {
  const log = new TestLog();
  log.append(configured());
  expect(openRound(log.state)).toBeNull();
  admit(log, "1.md");
  expect(openRound(log.state)?.round).toBe(1);
  wholeRound(log, "2.md", []);
  expect(openRound(log.state)).toBeNull();
});
