/** Shows a run: a moving bar on a terminal, plain lines elsewhere, or one JSON object an event. */
import type { ProgressSink, RunEvent } from '@waymark/ingest'
import { Presets, SingleBar } from 'cli-progress'
import type { Terminal } from '../terminal.ts'
import { checkLines, labelled, reportLines, serverLine, startLines } from './run-lines.ts'

export interface ProgressOptions {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly bar: boolean
  readonly nowMs: () => number
  /** Keeps the report and says where. */
  readonly keepReport: (event: Extract<RunEvent, { event: 'run.finished' }>) => string | undefined
}

/** A line is due after this time or this share of the total, whichever comes first. */
const lineEveryMs = 5_000
const lineEveryPercent = 10

export function createProgress(terminal: Terminal, options: ProgressOptions): ProgressSink {
  if (options.json) return jsonProgress(terminal, options)
  return textProgress(
    terminal,
    options,
    options.bar ? createBar(terminal) : createLines(terminal, options.nowMs),
  )
}

function jsonProgress(terminal: Terminal, { keepReport, nowMs }: ProgressOptions): ProgressSink {
  return {
    emit(event) {
      const time = new Date(nowMs()).toISOString()
      const more = event.event === 'run.finished' ? { reportFile: keepReport(event) } : {}
      terminal.data(JSON.stringify({ time, ...event, ...more }))
    },
  }
}

/** Numbers of what is being read, summed over all types of entities. */
interface Meter {
  show(done: number, total: number): void
  stop(): void
}

function textProgress(terminal: Terminal, options: ProgressOptions, meter: Meter): ProgressSink {
  const { colors } = terminal
  const say = (line: string) => {
    if (!options.quiet) terminal.say(line)
  }
  let checks: Extract<RunEvent, { event: 'check' }>[] = []
  const numbers = new Map<string, { done: number; total: number }>()

  function flushChecks(): void {
    if (checks.length > 0) for (const line of checkLines(checks, colors)) say(line)
    checks = []
  }

  function count(type: string, change: { done?: number; total?: number }): void {
    const before = numbers.get(type) ?? { done: 0, total: 0 }
    numbers.set(type, { ...before, ...change })
    const all = [...numbers.values()]
    const done = all.reduce((sum, entry) => sum + entry.done, 0)
    const total = all.reduce((sum, entry) => sum + Math.max(entry.total, entry.done), 0)
    if (!options.quiet) meter.show(done, total)
  }

  return {
    emit(event) {
      switch (event.event) {
        case 'run.started':
          for (const line of startLines(event, colors)) say(line)
          return
        case 'server.ready':
          say(serverLine(event))
          return
        case 'check':
          checks.push(event)
          return
        case 'service':
          flushChecks()
          if (event.outcome === 'created') say(labelled('service', `${event.name} is new in the catalog`))
          return
        case 'scan.total':
          count(event.type, { total: event.total })
          return
        case 'scan.progress':
          count(event.type, { done: event.done, total: event.total })
          return
        case 'retry':
          say(labelled('retry', `${event.request} in ${Math.round(event.delayMs)} ms: ${event.reason}`))
          return
        case 'log':
          if (options.verbose || event.level === 'warn') say(labelled('log', event.message))
          return
        case 'problem':
          return // shown at the end, where they are read
        case 'run.finished': {
          meter.stop()
          flushChecks()
          const lines = reportLines(event.report, options.keepReport(event), colors, options.quiet)
          const last = lines.pop() ?? ''
          for (const line of lines) terminal.say(line)
          terminal.data(last)
        }
      }
    },
  }
}

function createBar(terminal: Terminal): Meter {
  const format = `${labelled('scan', '{bar} {value}/{total} entities  {duration_formatted}')}`
  const bar = new SingleBar(
    { format, stream: terminal.error, barsize: 30, hideCursor: true, clearOnComplete: false, linewrap: null },
    Presets.shades_classic,
  )
  let started = false
  return {
    show(done, total) {
      if (!started) bar.start(total, done)
      started = true
      bar.setTotal(total)
      bar.update(done)
    },
    stop() {
      if (started) bar.stop()
    },
  }
}

function createLines(terminal: Terminal, nowMs: () => number): Meter {
  let saidAtMs = nowMs()
  let saidDone = 0
  let latest: string | undefined
  return {
    show(done, total) {
      // Of the total as it is known now: it grows while the source is read.
      const percentSinceSaid = total === 0 ? 0 : ((done - saidDone) / total) * 100
      latest = labelled('scan', `${done}/${total} entities`)
      const due = nowMs() - saidAtMs >= lineEveryMs || percentSinceSaid >= lineEveryPercent
      if (!due) return
      saidAtMs = nowMs()
      saidDone = done
      terminal.say(`${new Date(nowMs()).toISOString()}${latest}`)
      latest = undefined
    },
    stop() {
      if (latest !== undefined) terminal.say(`${new Date(nowMs()).toISOString()}${latest}`)
      latest = undefined
    },
  }
}
