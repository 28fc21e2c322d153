import { wordsOf } from "./keys.ts";

/** What a claim is called where people read it. Its key, and so what it is compared with, is not touched. */
export interface ShownName {
  readonly subject: string;
  readonly attribute: string;
}

/** The key of what is said of the matter itself. */
const THE_CASE = "case";
const OF = / of (?:the |an? |our |its |this )?/;

/**
 * The name of a claim in a case of this title. What is said of the matter itself is said of what the title
 * names: "total price of the library bus" in "Purchase of a library bus" is the total price of the library bus.
 */
export function shownName({ subject, attribute }: ShownName, title: string): ShownName {
  if (wordsOf(subject).join(" ") !== THE_CASE) return { subject, attribute };
  const matter = matterOf(title);
  const [head = "", thing = "", ...rest] = attribute.split(OF);
  const known = new Set(wordsOf(title));
  const words = wordsOf(thing);
  if (rest.length === 0 && head !== "" && words.length > 0 && words.every((word) => known.has(word)))
    return { subject: thing, attribute: head };
  return { subject: matter === "" ? subject : matter, attribute };
}

/** "Purchase of an electric library bus" → "electric library bus": what is done with it is left out. */
function matterOf(title: string): string {
  const [first = "", ...rest] = title.trim().split(OF);
  return rest.length === 0 ? first : rest.join(" of ");
}
