/** Writes the log of a run: lines gathered to chunks, so that a chatty run costs few writes and a quiet one is seen at once. */
import type { RunLogs } from '@waymark/engine'

export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'

export interface RunLog {
  /** One or several lines, without the time: that is added. Never a secret: what is written is shown. */
  write(level: LogLevel, text: string): void
  /** Writes what is left and says that nothing more comes. */
  close(): Promise<void>
}

/** People watch a run live: no line waits longer than this. */
const everyMs = 700
/** A chunk is one row. */
const chunkCharacters = 64 * 1024
/** Of a line that a source made, e.g. an error with a whole statement in it. */
const lineCharacters = 16 * 1024

/** @param onError - told when the log cannot be written; the run goes on without it */
export function openRunLog(
  logs: RunLogs,
  { fqn, runId }: { readonly fqn: string; readonly runId: string },
  now: () => number,
  onError: (error: unknown) => void,
): RunLog {
  let lines: string[] = []
  let characters = 0
  let timer: NodeJS.Timeout | undefined
  let written: Promise<void> = Promise.resolve()

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (lines.length === 0) return written
    const text = lines.join('\n')
    lines = []
    characters = 0
    // One after the other: chunks keep the order in which they were written.
    written = written.then(() => logs.append(fqn, runId, text)).catch(onError)
    return written
  }

  return {
    write(level, text) {
      const time = new Date(now()).toISOString()
      for (const line of text.split(/\r?\n/)) {
        const shown = line.length > lineCharacters ? `${line.slice(0, lineCharacters)} …` : line
        lines.push(`${time} ${level.padEnd(5)} ${shown}`)
        characters += shown.length
      }
      if (characters >= chunkCharacters) void flush()
      else timer ??= setTimeout(() => void flush(), everyMs)
    },
    async close() {
      await flush()
      await logs.close(fqn, runId).catch(onError)
    },
  }
}
