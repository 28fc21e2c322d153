import { describe, expect, it } from "vitest";
import { Slots } from "./slots.ts";

describe("slots for unanswered messages", () => {
  it("let no more in than there are, and the next one when one is given back", async () => {
    const slots = new Slots(2);
    const { signal } = new AbortController();
    const first = await slots.take(1, signal);
    await slots.take(2, signal);
    let isIn = false;
    const third = slots.take(3, signal).then((release) => {
      isIn = true;
      return release;
    });
    await Promise.resolve();
    expect(isIn).toBe(false);
    first?.();
    expect(await third).not.toBeNull();
  });

  it("keep the place of a message that comes again", async () => {
    const slots = new Slots(1);
    const { signal } = new AbortController();
    const lost = await slots.take(7, signal);
    const again = await slots.take(7, signal);
    expect(again).not.toBeNull();
    lost?.();
    let isIn = false;
    const next = slots.take(8, signal).then(() => (isIn = true));
    await Promise.resolve();
    expect(isIn).toBe(false);
    again?.();
    expect(await next).toBe(true);
  });

  it("give up waiting when the subscription is no longer wanted", async () => {
    const slots = new Slots(1);
    const stop = new AbortController();
    await slots.take(1, stop.signal);
    const waiting = slots.take(2, stop.signal);
    stop.abort();
    expect(await waiting).toBeNull();
  });
});
