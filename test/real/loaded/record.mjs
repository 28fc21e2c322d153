// Preloaded into a service by loaded.test.ts: when the process ends, says which packages and which of Node's
// own libraries it has loaded, as JSON in the file that SYNOD_TEST_LOADED names.
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

/** @type {Set<string>} */
const packages = new Set();

registerHooks({
  load(url, context, next) {
    // The innermost: pnpm keeps `a` in node_modules/.pnpm/a@1.0.0/node_modules/a.
    const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
    if (name !== undefined) packages.add(name);
    return next(url, context);
  },
});

process.on("exit", () => {
  // Node has no typed name for the list of its own modules.
  const own = String(Reflect.get(process, "moduleLoadList"));
  const libraries = Array.from(own.matchAll(/internal\/deps\/(\w+)/g), ([, name]) => name);
  const file = process.env.SYNOD_TEST_LOADED ?? "";
  writeFileSync(file, JSON.stringify({ packages: [...packages], libraries }));
});
