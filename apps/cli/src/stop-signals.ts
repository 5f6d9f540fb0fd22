/** Signals that ask this program to stop, each counted once. */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Started by a launcher, a program gets Ctrl-C twice: from the terminal, and passed on. */
const echoMs = 1_000

/** @returns a function that stops listening */
export function onStopSignal(stop: () => void, nowMs: () => number = Date.now): () => void {
  let lastMs = Number.NEGATIVE_INFINITY
  const listener = () => {
    const isEcho = nowMs() - lastMs < echoMs
    lastMs = nowMs()
    if (!isEcho) stop()
  }
  for (const signal of signals) process.on(signal, listener)
  return () => {
    for (const signal of signals) process.off(signal, listener)
  }
}
