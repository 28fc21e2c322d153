import { cruise, type IForbiddenRuleType } from "dependency-cruiser";
import { z } from "zod";

// Dependencies point one way (ARCHITECTURE.md, "Houses and rooms"). Exit code 1 if an import does not.

const LAYERS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  contracts: ["core"],
  postgres: ["core", "contracts"],
  bus: ["core", "contracts"],
  artifacts: ["core", "contracts"],
  authz: ["core", "contracts"],
  models: ["core", "contracts"],
  runtime: ["core", "contracts", "postgres", "bus", "artifacts", "authz", "models"],
};

const SERVICE_MAY = ["core", "contracts", "postgres", "bus", "artifacts", "authz", "models", "runtime"];

const not = (names: readonly string[]) =>
  `^packages/(?!(${["", ...names].filter((name) => name !== "").join("|")})/)`;

const forbidden: IForbiddenRuleType[] = [
  ...Object.entries(LAYERS).map(([name, may]) => ({
    name: `${name}-points-down`,
    severity: "error" as const,
    from: { path: `^packages/${name}/src`, pathNot: "(\\.(test|fixture)\\.ts$|/doubles/)" },
    to: { path: not([name, ...may]) },
  })),
  {
    name: "services-point-down",
    severity: "error" as const,
    from: { path: "^services/", pathNot: "(\\.(test|fixture)\\.ts$|/doubles/)" },
    to: { path: not(SERVICE_MAY) },
  },
  {
    name: "services-do-not-know-each-other",
    severity: "error" as const,
    from: { path: "^services/([^/]+)/" },
    to: { path: "^services/", pathNot: "^services/$1/" },
  },
  {
    name: "only-hosts-import-services",
    severity: "error" as const,
    from: { path: "^packages/(?!sdk/|testkit/)", pathNot: "(\\.(test|fixture)\\.ts$|/doubles/)" },
    to: { path: "^services/" },
  },
  {
    name: "core-does-no-io",
    severity: "error" as const,
    from: { path: "^packages/core/src", pathNot: "\\.test\\.ts$" },
    to: {
      path: "^(node:)?(fs|net|http|https|child_process|timers|dgram|tls|os|worker_threads|process)(/|$)",
    },
  },
  {
    name: "no-cycles",
    severity: "error" as const,
    from: { pathNot: "node_modules" },
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
];

const summarySchema = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

const { output } = await cruise(["packages", "services"], {
  ruleSet: { forbidden },
  validate: true,
  tsPreCompilationDeps: true,
  doNotFollow: { path: "node_modules" },
  exclude: { path: "(node_modules/(?!@synod))" },
  enhancedResolveOptions: {
    exportsFields: ["exports"],
    conditionNames: ["import", "node"],
    extensions: [".ts", ".js", ".mjs"],
  },
});
const { summary } = summarySchema.parse(output);
// A run that sees nothing would pass for ever.
const sees = summary.totalCruised > 100;
for (const { from, to, rule } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
console.log(`${summary.totalCruised} modules, ${summary.violations.length} violations`);
process.exitCode = sees && summary.violations.length === 0 ? 0 : 1;
