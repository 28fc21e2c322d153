import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { caseFolder, madeState, temporary } from "./harness/case-folder.ts";
import { run } from "./harness/report.ts";

const PRICE = "The total price of the bus is EUR 412,000.\n";

it("takes in what it can of a folder of anything, and shows the rest with its reason", async () => {
  const dir = await caseFolder({
    docs: {
      "00-good.md": PRICE,
      "01-empty.md": "",
      "02-random.txt": randomBytes(100_000),
      "03-fifty-megabytes.txt": Buffer.alloc(50 * 1024 * 1024, "word "),
      "04-nul.md": "a\0b",
      "05-lone-surrogate.md": Buffer.from("a \xed\xa0\x80 b", "latin1"),
      "06-utf16.md": Buffer.from("\uFEFFThe price is EUR 5.", "utf16le"),
      "07-blank.md": " \n\t\r\n",
      "08-only-bom.md": "\uFEFF",
      "09-report.pdf": "%PDF-1.7",
      "10-no-type": "words",
      "11-new\nline.md": PRICE,
      "12-\u001B[31mred.md": PRICE,
      "with space.md": "The range of the bus is 260 km.\n",
      "quote'\"$(id)`.md": "The payload of the bus is 3,200 kg.\n",
      "Gro\u0308ße.md": "The height of the bus is 4 m.\n",
      "Gr\u00F6ße.md": "The width of the bus is 3 m.\n",
      [`${"long".repeat(63)}.md`]: "The length of the bus is 12 m.\n",
    },
  });
  const docs = join(dir, "docs");
  const outside = join(await temporary(), "secret.md");
  await writeFile(outside, "The password is 12345.\n");
  await symlink("00-good.md", join(docs, "20-link.md"));
  await symlink(outside, join(docs, "21-link-out.md"));
  await symlink("nowhere.md", join(docs, "22-link-to-nothing.md"));
  await mkdir(join(docs, "23-folder.md"));
  await promisify(execFile)("mkfifo", [join(docs, "24-pipe.md")]);
  const { report, stderr } = await run(dir, ["--state", await madeState()]);
  const codes = Object.fromEntries(report.dead_letters.map(({ doc, code }) => [doc, code]));
  expect(codes).toEqual({
    "01-empty.md": "SYN_DOCUMENT_EMPTY",
    "02-random.txt": "SYN_DOCUMENT_NOT_TEXT",
    "03-fifty-megabytes.txt": "SYN_DOCUMENT_TOO_LARGE",
    "04-nul.md": "SYN_DOCUMENT_NOT_TEXT",
    "05-lone-surrogate.md": "SYN_DOCUMENT_NOT_TEXT",
    "06-utf16.md": "SYN_DOCUMENT_NOT_TEXT",
    "07-blank.md": "SYN_DOCUMENT_EMPTY",
    "08-only-bom.md": "SYN_DOCUMENT_EMPTY",
    "09-report.pdf": "SYN_DOCUMENT_TYPE",
    "10-no-type": "SYN_DOCUMENT_TYPE",
    "11-new\nline.md": "SYN_DOCUMENT_NAME",
    "12-\u001B[31mred.md": "SYN_DOCUMENT_NAME",
    "21-link-out.md": "SYN_DOCUMENT_UNREADABLE",
    "22-link-to-nothing.md": "SYN_DOCUMENT_UNREADABLE",
    "23-folder.md": "SYN_DOCUMENT_UNREADABLE",
    "24-pipe.md": "SYN_DOCUMENT_UNREADABLE",
  });
  expect(report.rounds).toBe(6);
  expect(report.duplicates).toEqual([{ doc: "20-link.md", of: "00-good.md" }]);
  const read = new Set(report.claims.flatMap(({ places }) => places.map(({ doc }) => doc)));
  for (const doc of ["00-good.md", "with space.md", "quote'\"$(id)`.md", "Gro\u0308ße.md", "Gr\u00F6ße.md"])
    expect(read).toContain(doc);
  expect(stderr).toMatch(/03-fifty-megabytes\.txt.*at most 8388608/);
  expect(stderr).toMatch(/11-new line\.md.*SYN_DOCUMENT_NAME/);
  // What a file is called and says cannot steer the terminal.
  expect(stderr).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
  expect(stderr).not.toContain("12345");
});

it("ends in good time on texts made to be slow, each within the limits of size", async () => {
  const units = 2_000_000;
  const pieces = [
    "| 1 | 2 |\n",
    "x,1\n",
    "1,",
    "the price of ",
    "not 5 and ",
    "a",
    "(",
    "> ",
    "12 March 2026 ",
    "*",
  ];
  const docs = Object.fromEntries(
    pieces.flatMap((piece, index) => {
      const text = piece.repeat(units / piece.length);
      return [
        [`${index}.md`, `${text}.`],
        [`${index}.csv`, `${text},`],
      ];
    }),
  );
  const dir = await caseFolder({ docs });
  const { report } = await run(dir, ["--state", await madeState()]);
  expect(report.rounds + report.dead_letters.length).toBe(Object.keys(docs).length);
  for (const { code } of report.dead_letters) expect(code).toBe("SYN_ANALYST_LIMIT");
});

/** The same bytes each time, and none of them UTF-8. */
function randomBytes(count: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state >> 16) & 0xff;
  });
}
