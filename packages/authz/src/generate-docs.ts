/** Writes the table of docs/authorization.md: `node packages/authz/src/generate-docs.ts`. A test compares the two. */
import { readFile, writeFile } from "node:fs/promises";
import { relationsTable } from "./docs-table.ts";

const path = new URL("../../../docs/authorization.md", import.meta.url);
const text = await readFile(path, "utf8");
const [before = "", rest = ""] = text.split(/(?<=<!-- generated: .* -->\n)/);
const after = rest.slice(rest.indexOf("<!-- end -->"));
await writeFile(path, `${before}${relationsTable()}\n${after}`);
