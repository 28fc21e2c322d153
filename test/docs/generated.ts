import { readFileSync } from "node:fs";
import { relationsTable } from "@synod/authz/docs-table";
import { openApiDocument } from "@synod/ingest/openapi";
import { errorsTable } from "./errors-table.ts";
import { settingsTable } from "./settings-table.ts";

/** A file of docs/, whole as it should be. */
export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: () => string;
}

/** What of docs/ is made from code: `npm run docs` writes it, `npm test -- docs` compares. */
export const GENERATED: readonly GeneratedFile[] = [
  { path: "docs/authorization.md", text: () => filled("docs/authorization.md", relationsTable()) },
  { path: "docs/configuration.md", text: () => filled("docs/configuration.md", settingsTable()) },
  { path: "docs/errors.md", text: () => filled("docs/errors.md", errorsTable()) },
  { path: "docs/openapi.json", text: () => `${JSON.stringify(openApiDocument(), null, 2)}\n` },
];

export const ROOT_URL = new URL("../../", import.meta.url);

const BEGIN = "<!-- generated: npm run docs -->\n";
const END = "<!-- end -->";

/** The file as it stands, with `content` between its marks. */
function filled(path: string, content: string): string {
  const text = readFileSync(new URL(path, ROOT_URL), "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`${path} has no place for what is generated`);
  return `${text.slice(0, begin)}${BEGIN}${content}\n${text.slice(end)}`;
}
