/** One thing that `npm test` runs. */
export interface Layer {
  readonly name: string;
  /** A check is one test, passed by exit code 0; vitest counts its own. */
  readonly kind: "check" | "vitest";
  readonly command: readonly string[];
  /** Needs the real servers. */
  readonly real?: boolean;
  /** Only with --long. */
  readonly long?: boolean;
}

const bin = (name: string) => `node_modules/.bin/${name}`;

interface VitestOptions extends Pick<Layer, "real" | "long"> {
  /** Fails below 100 % of packages/core. */
  readonly coverage?: boolean;
}

const vitest = (name: string, { coverage = false, ...options }: VitestOptions = {}): Layer => ({
  name,
  kind: "vitest",
  command: [bin("vitest"), "run", "--project", name, ...(coverage ? ["--coverage.enabled"] : [])],
  ...options,
});

/** In the order they run: what fails fastest comes first. */
export const LAYERS: readonly Layer[] = [
  { name: "types", kind: "check", command: [bin("tsc"), "-p", "."] },
  { name: "lint", kind: "check", command: [bin("oxlint"), "--type-aware", "--deny-warnings"] },
  { name: "format", kind: "check", command: [bin("oxfmt"), "--check", "."] },
  { name: "dead-code", kind: "check", command: [bin("knip")] },
  {
    name: "duplicates",
    kind: "check",
    command: [bin("jscpd"), "--config", ".jscpd.json", "packages", "services", "infra", "test"],
  },
  { name: "dependency-rules", kind: "check", command: [process.execPath, "test/run/dependency-rules.ts"] },
  {
    name: "statement-types",
    kind: "check",
    command: [process.execPath, "packages/postgres/scripts/generate-statement-types.ts", "--check"],
  },
  vitest("core", { coverage: true }),
  vitest("unit"),
  vitest("docs"),
  vitest("deploy"),
  vitest("sim"),
  vitest("e2e"),
  vitest("real", { real: true }),
  vitest("chaos", { real: true }),
  vitest("long", { real: true, long: true }),
];
