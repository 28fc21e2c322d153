/** The first `max` UTF-16 units of a text, one less if that would halve a character: halves cannot be hashed. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  const halved = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, halved ? max - 1 : max);
}
