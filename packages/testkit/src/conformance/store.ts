import { afterAll, beforeAll, describe } from "vitest";
import { belongingsConformance } from "./store/belongings.ts";
import { StandingClock, type OpenStore, type StoreUnderTest } from "./store/case-under-test.ts";
import { logConformance } from "./store/log.ts";
import { racesConformance } from "./store/races.ts";
import { workConformance } from "./store/work.ts";

/** What every store must do. */
export function storeConformance(name: string, open: OpenStore): void {
  describe(`store conformance: ${name}`, () => {
    const clock = new StandingClock();
    let opened: StoreUnderTest;
    const store = () => opened.store;

    beforeAll(async () => {
      opened = await open(clock);
    });
    afterAll(() => opened.close());

    describe("the log", () => logConformance(store));
    describe("work", () => workConformance(store, clock, open));
    describe("what belongs to a scope", () => belongingsConformance(store));
    describe("races", () => racesConformance(store));
  });
}
