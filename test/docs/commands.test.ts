import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { whatIsWrongWith } from "./command-exists.ts";
import { ROOT_URL } from "./generated.ts";
import { commandsOf, inlineCode, pages, shellBlocks } from "./markdown.ts";

// A block marked `sh run` is run as it stands, with $TMP as its own folder. Of every other command, in a block
// or in a sentence, all that it names must be there: script, layer, file, service, subcommand, flag.

const run = promisify(execFile);
const RUN_MS_MAX = 120_000;
const temporary = mkdtempSync(join(tmpdir(), "synod-docs-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const blocks = pages().flatMap(shellBlocks);
const running = blocks.filter(({ runs }) => runs);

test.each(running)(
  "$path:$line runs",
  async ({ text }) => {
    const env = {
      ...process.env,
      TMP: temporary,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
    };
    await run("sh", ["-eu", "-c", text], { cwd: ROOT_URL.pathname, env, timeout: RUN_MS_MAX });
  },
  RUN_MS_MAX,
);

test.each(pages())("every command in $path is there", (page) => {
  const fenced = shellBlocks(page).flatMap(({ text }) => commandsOf(text));
  const inline = inlineCode(page).filter((code) =>
    /^(npm (run|test)\b|(bin\/)?synod [a-z]|node [a-z]|docker compose )/.test(code),
  );
  expect([...fenced, ...inline].map(whatIsWrongWith).filter((fault) => fault !== null)).toEqual([]);
});

test("what is not there is seen", () => {
  for (const command of [
    "npm run nonsense",
    "npm test -- nonsense",
    "synod nonsense",
    "synod run DIR --nonsense",
    "node nonsense.ts",
    "docker compose run --rm nonsense",
    "nonsense",
  ])
    expect(whatIsWrongWith(command), command).not.toBeNull();
  expect(running.length).toBeGreaterThan(0);
});
