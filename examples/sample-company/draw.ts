/** Repeatable "random" choices: the same seed always gives the same company. */

export interface Draw {
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  /** One of the choices. */
  one<T>(choices: readonly [T, ...T[]]): T
  /** A UUID of version 4 in form, and the same every time. */
  uuid(): string
}

/** Mulberry32: 32 bits of state, good enough to make rows look unalike. */
export function createDraw(seed: number): Draw {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1))
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => whole(0, 15).toString(16)).join('')
  return {
    whole,
    one: (choices) => choices[whole(0, choices.length - 1)] ?? choices[0],
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${whole(8, 11).toString(16)}${hex(3)}-${hex(12)}`,
  }
}
