/** The emulator's time: real by default; tests stop it, move it, or let it run from elsewhere. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now: () => number
  /** Moves time forward (or, negative, back) by so many milliseconds. */
  advance: (ms: number) => void
  /** Sets the time; `stopped` holds it there until the next call. */
  set: (ms: number, stopped: boolean) => void
  /** Back to real time. */
  reset: () => void
  /** How far it is from real time. */
  offsetMs: () => number
}

export function createClock(realNow: () => number): Clock {
  let offsetMs = 0
  let stoppedAtMs: number | undefined
  return {
    now: () => stoppedAtMs ?? realNow() + offsetMs,
    advance: (ms) => {
      if (stoppedAtMs === undefined) offsetMs += ms
      else stoppedAtMs += ms
    },
    set: (ms, stopped) => {
      stoppedAtMs = stopped ? ms : undefined
      offsetMs = ms - realNow()
    },
    offsetMs: () => (stoppedAtMs ?? realNow() + offsetMs) - realNow(),
    reset: () => {
      stoppedAtMs = undefined
      offsetMs = 0
    },
  }
}

/** `2026-11-22 04:00:00Z`, as in Entra's error answers. */
export const entraTimestamp = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`
