/** Numbers written as words. */
const SMALL: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};

/** "seven" → 7, "forty-one" → 41; null if it is no number. */
export function numeralOf(word: string): number | null {
  const whole = lookup(word);
  if (whole !== null) return whole;
  const [tens, ones, ...rest] = word.split("-");
  const [a, b] = [lookup(tens ?? ""), lookup(ones ?? "")];
  if (rest.length > 0 || a === null || b === null || a < 20 || b < 1 || b > 9) return null;
  return a + b;
}

const MAGNITUDES: Readonly<Record<string, number>> = {
  hundred: 1e2,
  k: 1e3,
  thousand: 1e3,
  thousands: 1e3,
  tsd: 1e3,
  m: 1e6,
  mn: 1e6,
  mm: 1e6,
  mio: 1e6,
  million: 1e6,
  millions: 1e6,
  bn: 1e9,
  billion: 1e9,
  billions: 1e9,
  b: 1e9,
  trillion: 1e12,
  tn: 1e12,
  dozen: 12,
};

/** "million" → 1e6; null if it is no magnitude. `m` and `b` are magnitudes only beside a currency. */
export function magnitudeOf(word: string): number | null {
  return Object.hasOwn(MAGNITUDES, word) ? (MAGNITUDES[word] ?? null) : null;
}

function lookup(word: string): number | null {
  return Object.hasOwn(SMALL, word) ? (SMALL[word] ?? null) : null;
}
