import { describe, it } from "vitest";

/**
 * Tests against real servers, whose addresses `startBacking` puts into the environment. Without them the
 * block is reported as not run, with the reason; under SYNOD_REQUIRE_REAL=1 that is a failure.
 */
export function describeReal<Name extends string>(
  title: string,
  names: readonly Name[],
  body: (values: Readonly<Record<Name, string>>) => void,
): void {
  const missing = names.filter((name) => (process.env[name] ?? "") === "");
  if (missing.length === 0) {
    describe(title, () => body(valuesOf(names)));
    return;
  }
  const reason = process.env["SYNOD_TEST_BACKING_REASON"] ?? "no server was started";
  const notRun = `${title}: not run, ${missing.join(", ")} not set: ${reason}`;
  if (process.env["SYNOD_REQUIRE_REAL"] !== "1") it.skip(notRun);
  else {
    it(notRun, () => {
      throw new Error(`SYNOD_REQUIRE_REAL=1, but ${missing.join(", ")} not set: ${reason}`);
    });
  }
}

function valuesOf<Name extends string>(names: readonly Name[]): Record<Name, string> {
  const values = Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""]));
  if (!hasAll(names, values)) throw new TypeError("a name without a value");
  return values;
}

function hasAll<Name extends string>(
  names: readonly Name[],
  values: Readonly<Record<string, string>>,
): values is Record<Name, string> {
  return names.every((name) => Object.hasOwn(values, name));
}
