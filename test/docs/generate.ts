import { writeFile } from "node:fs/promises";
import { GENERATED, ROOT_URL } from "./generated.ts";

// `npm run docs`: writes what of docs/ is made from code.

for (const { path, text } of GENERATED) {
  await writeFile(new URL(path, ROOT_URL), text());
  console.log(path);
}
