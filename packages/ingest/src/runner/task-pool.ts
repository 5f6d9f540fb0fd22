/** Runs a few tasks at a time; the producer waits for a free place, so nothing piles up. */

export interface TaskPool {
  /** Resolves once the task has started. Rejects with the first error of any earlier task. */
  start(task: () => Promise<void>): Promise<void>
  /** Resolves when all tasks are done. Rejects with the first error. */
  idle(): Promise<void>
}

export function createTaskPool(places: number): TaskPool {
  const running = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | undefined

  return {
    async start(task) {
      while (running.size >= places) await Promise.race(running)
      if (failure) throw failure.error
      const run: Promise<void> = task()
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => running.delete(run))
      running.add(run)
    },
    async idle() {
      while (running.size > 0) await Promise.race(running)
      if (failure) throw failure.error
    },
  }
}
