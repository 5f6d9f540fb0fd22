/** Work that may be asked for at any time and is done once at a time. */

export interface Repeated {
  /** Does the work now, or once more after the call that is under way, however often it is asked meanwhile. */
  ask(): void
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
}

export function oneAtATime(work: () => Promise<void>, onError: (error: unknown) => void): Repeated {
  let underWay: Promise<void> | undefined
  let isWanted = false
  const go = async (): Promise<void> => {
    while (isWanted) {
      isWanted = false
      await work().catch(onError)
    }
    underWay = undefined
  }
  return {
    ask() {
      isWanted = true
      underWay ??= go()
    },
    async settled() {
      await underWay
    },
  }
}
