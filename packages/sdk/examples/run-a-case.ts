// node packages/sdk/examples/run-a-case.ts [DIR]: runs a case in this process and says how it ended.
import { runEmbedded } from "@synod/sdk";

const dir = process.argv[2] ?? "test/cases/library-bus";
const { report } = await runEmbedded(dir, {
  onRound: ({ number, doc, v }) => console.error(`round ${number}: ${doc}, V ${v.toFixed(3)}`),
});
console.log(`${report.title}: ${report.verdict}`);
for (const { id, reached } of report.goals) console.log(`${reached ? "reached" : "open"}: ${id}`);
console.log(report.certificate === null ? "no certificate" : `certified as ${report.digest}`);
