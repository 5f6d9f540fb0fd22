/** One question for all who want to know the same: each gets an answer that was asked for after they came. */

/** At most one question is under way; those who come meanwhile share the next one. */
export function sharedQuestion<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | undefined
  return () => {
    next ??= last.then(() => {
      const asked = ask()
      next = undefined
      last = asked.catch(() => undefined)
      return asked
    })
    return next
  }
}
