import { ALWAYS, sha256Hex, type DocumentId } from "@synod/core";
import { expect, test } from "vitest";
import { ACME, Bench, received } from "./doubles/bench.ts";
import type { AnyHandler, ThinkContext, View } from "./handler.ts";

const DIGEST = sha256Hex("what is asked");

test("a thought is asked for once, even if its process dies before anything is decided", async () => {
  const bench = new Bench();
  let asked = 0;
  let deadly = true;
  const reader: AnyHandler = {
    name: "facts-reader",
    role: "agents",
    activation: ALWAYS,
    async think(_view: View, context: ThinkContext) {
      const answer = await context.journaled(DIGEST, sha256Hex("a") as DocumentId, async () => {
        asked += 1;
        return `"the crane is yellow"`;
      });
      if (deadly) {
        deadly = false;
        swarm.crash();
        return new Promise<never>(() => undefined);
      }
      return answer;
    },
    decide: (_view, thought) => ({
      events: [{ type: "document.refused", data: { name: String(thought), size: 0, code: "", cause: "" } }],
    }),
  };
  let swarm = bench.start([reader]);
  await bench.append([received("a")]);
  await bench.clock.run(1_000);
  swarm = bench.start([reader]);
  await bench.clock.run(60_000);
  expect(asked).toBe(1);
  expect(await bench.events("document.refused")).toMatchObject([{ name: `"the crane is yellow"` }]);
  const journaled = await bench.store.thought(ACME, DIGEST);
  expect(journaled?.answer).toContain("ciphertext");
  expect(journaled?.answer).not.toContain("yellow");
  await bench.clock.until(swarm.stop());
});

test("a thought that takes too long is told so, and counts as a failure", async () => {
  const bench = new Bench({ thinkMs: 1_000, deliverMax: 1 });
  const heard: boolean[] = [];
  const slow: AnyHandler = {
    name: "facts-reader",
    role: "agents",
    activation: ALWAYS,
    async think(_view: View, { signal }: ThinkContext) {
      await bench.clock.sleep(60_000, signal);
      heard.push(signal.aborted);
    },
    decide: () => ({ events: [] }),
  };
  const swarm = bench.start([slow]);
  await bench.append([received("a")]);
  await bench.clock.run(30_000);
  expect(heard).toEqual([true]);
  expect(await bench.events("delivery.dead_lettered")).toMatchObject([{ code: "SYN_TIMEOUT" }]);
  await bench.clock.until(swarm.stop());
});
