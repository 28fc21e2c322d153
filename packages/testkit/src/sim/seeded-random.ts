import type { Random } from "@synod/contracts";

/** A random source that a seed decides whole: sfc32 (Doty-Humphrey, PractRand), 128 bits of state. */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Streams of one seed with different names are independent. */
  constructor(seed: number, stream: string) {
    let hash = 0x811c9dc5;
    for (let index = 0; index < stream.length; index += 1) {
      hash = Math.imul(hash ^ stream.charCodeAt(index), 0x01000193);
    }
    this.#a = seed | 0;
    this.#b = hash | 0;
    this.#c = (seed ^ hash) | 0;
    for (let round = 0; round < 12; round += 1) this.#next32();
  }

  next(): number {
    return this.#next32() / 0x1_0000_0000;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** One of them, each as likely. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#next32() & 0xff);
  }

  /** RFC 9562 version 4. */
  uuid(): string {
    const bytes = this.bytes(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = Buffer.from(bytes).toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  #next32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }
}
