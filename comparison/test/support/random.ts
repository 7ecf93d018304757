/** Draws that are the same for a seed: mulberry32. */
export interface Draw {
  /** At least 0 and below 1. */
  unit(): number
  below(limit: number): number
  one<Item>(items: readonly Item[]): Item
  shuffled<Item>(items: readonly Item[]): Item[]
  text(length: number, alphabet: string): string
}

export const LETTERS_DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

export function createDraw(seed: number): Draw {
  let state = seed * 0x9e3779b9
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(unit() * limit)
  return {
    unit,
    below,
    one: (items) => items[below(items.length)]!,
    shuffled(items) {
      const list = [...items]
      for (let at = list.length - 1; at > 0; at--) {
        const twin = below(at + 1)
        ;[list[at], list[twin]] = [list[twin]!, list[at]!]
      }
      return list
    },
    text: (length, alphabet) => Array.from({ length }, () => alphabet[below(alphabet.length)] ?? '').join(''),
  }
}
