/** Words that are a verdict, a grade or a state by themselves. */
const CATEGORIES = new Set(
  "passed failed approved rejected granted refused denied pending open closed draft final active inactive valid invalid expired signed unsigned complete incomplete high medium moderate low critical positive negative good fair poor satisfactory unsatisfactory green amber yellow red major minor compliant released cancelled suspended withdrawn confirmed unconfirmed".split(
    " ",
  ),
);

/** A short category ("passed", "not approved", "B", "AA+"), or null. */
export function categoryOf(text: string): string | null {
  const plain = text.trim().replace(/[.;]$/, "");
  if (/^[A-G][A-G]?[+-]?$/.test(plain)) return plain.toLowerCase();
  const words = plain.toLowerCase().split(/\s+/);
  const [first, second] = words;
  if (words.length === 1 && first !== undefined && CATEGORIES.has(first)) return first;
  return words.length === 2 && first === "not" && second !== undefined && CATEGORIES.has(second)
    ? plain.toLowerCase()
    : null;
}

/** Nouns whose value is a category. */
export const CATEGORY_HEADS =
  /\b(?:result|rating|status|outcome|verdict|grade|class|level|priority|severity|state)$/;
