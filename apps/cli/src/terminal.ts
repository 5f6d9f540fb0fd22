/** Where a command writes: data to standard output, talk to standard error, colours only where they are wanted. */
import picocolors from 'picocolors'

export interface Terminal {
  /** For programs: the result. */
  data(text: string): void
  /** For people: everything else. */
  say(text: string): void
  /** Standard error is a terminal that can move its cursor. */
  readonly interactive: boolean
  readonly colors: ReturnType<typeof picocolors.createColors>
  readonly error: NodeJS.WritableStream
}

export function createTerminal(process: NodeJS.Process): Terminal {
  const interactive = process.stderr.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI
  return {
    data: (text) => {
      process.stdout.write(`${text}\n`)
    },
    say: (text) => {
      process.stderr.write(`${text}\n`)
    },
    interactive,
    // picocolors itself honours NO_COLOR and FORCE_COLOR, but looks at standard output.
    colors: picocolors.createColors(process.env.FORCE_COLOR ? true : interactive && !process.env.NO_COLOR),
    error: process.stderr,
  }
}
