/** What a run tells while it goes on, as lines of its log. */
import type { RunEvent } from '@waymark/ingest'
import type { LogLevel } from './run-log.ts'

interface Line {
  readonly level: LogLevel
  readonly text: string
}

const line = (level: LogLevel, ...parts: readonly (string | undefined)[]): readonly Line[] => [
  { level, text: parts.filter((part) => part !== undefined && part !== '').join(' ') },
]

/** @returns no line for events that only move a progress bar */
export function linesOf(event: RunEvent): readonly Line[] {
  switch (event.event) {
    case 'run.started':
      return line('INFO', `Reading ${event.source} into ${event.server}, run ${event.runId}.`)
    case 'server.ready':
      return line(
        'INFO',
        `Signed in to Waymark ${event.version} as ${event.principal} with ${event.credential}.`,
      )
    case 'check': {
      const took = `${Math.round(event.elapsedMs)} ms`
      if (event.passed) return line('INFO', `Step ${event.name} passed in ${took}.`)
      return line(event.mandatory ? 'ERROR' : 'WARN', `Step ${event.name} failed:`, event.message, event.hint)
    }
    case 'service':
      return line(
        'INFO',
        `The service ${event.name} ${event.outcome === 'created' ? 'is new in' : 'was found in'} the catalog.`,
      )
    case 'scan.total':
      return line('INFO', `${event.total} of type ${event.type} to read.`)
    case 'problem':
      return line(
        event.severity === 'error' ? 'ERROR' : 'WARN',
        `${event.fullyQualifiedName}:`,
        event.message,
        event.hint,
      )
    case 'retry':
      return line(
        'WARN',
        `Trying '${event.request}' again in ${Math.round(event.delayMs)} ms: ${event.reason}`,
      )
    case 'log':
      return line(event.level === 'warn' ? 'WARN' : event.level === 'debug' ? 'DEBUG' : 'INFO', event.message)
    case 'run.finished':
      return lastLines(event.report)
    default:
      return []
  }
}

function lastLines({
  tally,
  changes,
  filtered,
  lineageEdges,
  state,
  failure,
  startedAtMs,
  endedAtMs,
}: Extract<RunEvent, { event: 'run.finished' }>['report']): readonly Line[] {
  const seconds = ((endedAtMs - startedAtMs) / 1000).toFixed(1)
  return [
    ...line(
      'INFO',
      `${changes.new} new, ${changes.changed} changed, ${changes.gone} gone, ${changes.same} same, ${filtered} filtered out, ${lineageEdges} lineage edges.`,
    ),
    ...(failure ? line(state === 'stopped' ? 'WARN' : 'ERROR', failure.message, failure.hint) : []),
    ...line(
      'INFO',
      `Ended as ${state}: PASS ${tally.pass} WARN ${tally.warn} ERROR ${tally.error} in ${seconds} s.`,
    ),
  ]
}
