/** One line a step, with the time it took: `  postgres  embedded 18.4                 0.9 s`. */
import type { Terminal } from './terminal.ts'

export interface Steps {
  /** Shows the step while it runs and its result when it is done. Errors pass through. */
  run<Result>(
    label: string,
    doing: string,
    work: () => Promise<Result>,
    done: (result: Result) => string,
  ): Promise<Result>
  readonly elapsedMs: number
}

const labelWidth = 10
const textWidth = 58

export function createSteps(terminal: Terminal, nowMs: () => number): Steps {
  const startedAtMs = nowMs()
  const { colors, interactive, error } = terminal
  return {
    get elapsedMs() {
      return nowMs() - startedAtMs
    },
    async run(label, doing, work, done) {
      const begunAtMs = nowMs()
      const head = `  ${colors.bold(label.padEnd(labelWidth))}`
      if (interactive) error.write(`${head}${colors.dim(`${doing} …`)}`)
      try {
        const result = await work()
        const seconds = `${((nowMs() - begunAtMs) / 1000).toFixed(1)} s`
        if (interactive) error.write('\r\u001b[2K')
        terminal.say(`${head}${done(result).padEnd(textWidth)} ${colors.dim(seconds)}`)
        return result
      } catch (failure) {
        if (interactive) error.write('\r\u001b[2K')
        terminal.say(`${head}${doing}  ${colors.red('failed')}`)
        throw failure
      }
    },
  }
}
