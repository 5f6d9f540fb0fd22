/** Long work in pieces: between them the event loop answers others. */

/** A few milliseconds of work. */
export const rowsBetweenPauses = 20

export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
