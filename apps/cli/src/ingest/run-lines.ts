/** A run in words: the lines that a terminal and a log show for its events. */
import { formatProblem, type RunEvent, type RunReport } from '@waymark/ingest'
import type { Terminal } from '../terminal.ts'

const shownProblems = 20

/** `  server    signed in as …` */
export function labelled(label: string, text: string): string {
  return `  ${label.padEnd(9)} ${text}`
}

type Colors = Terminal['colors']
type CheckEvent = Extract<RunEvent, { event: 'check' }>

export function startLines(event: Extract<RunEvent, { event: 'run.started' }>, colors: Colors): string[] {
  const dry = event.dryRun ? colors.yellow('  dry run: nothing is written') : ''
  return [
    labelled('config', `${event.fileName}  ${event.source} → ${event.server}${dry}`),
    ...event.warnings.map((warning) => labelled('', colors.yellow(formatProblem(event.fileName, warning)))),
  ]
}

export function serverLine(event: Extract<RunEvent, { event: 'server.ready' }>): string {
  const who = `${event.isBot ? 'bot ' : ''}${event.principal}`
  return labelled('server', `${event.version}, signed in as ${who} with ${event.credential}`)
}

/** All checks in one line, then what the failed ones say. */
export function checkLines(checks: readonly CheckEvent[], colors: Colors): string[] {
  const marks = checks.map((check) => {
    const mark = check.passed ? colors.green('✔') : check.mandatory ? colors.red('✖') : colors.yellow('!')
    return `${check.name} ${Math.round(check.elapsedMs)} ms ${mark}`
  })
  const failed = checks.filter((check) => !check.passed)
  return [
    labelled('test', marks.join('  ')),
    ...failed.map((check) =>
      labelled('', `${check.name}: ${[check.message, check.hint].filter(Boolean).join(' ')}`),
    ),
  ]
}

/**
 * The end: findings, changes, the tally, and why the run failed if it did.
 * @param onlyErrors - leave out warnings and what changed
 */
export function reportLines(
  report: RunReport,
  reportFile: string | undefined,
  colors: Colors,
  onlyErrors: boolean,
): string[] {
  const { changes, tally, failure } = report
  const seconds = ((report.endedAtMs - report.startedAtMs) / 1000).toFixed(1)
  const errors = tally.error > 0 ? colors.red(`ERROR ${tally.error}`) : `ERROR ${tally.error}`
  const filtered = report.filtered > 0 ? `  ${report.filtered} filtered out` : ''
  const lines = problemLines(report, colors, onlyErrors)
  if (!onlyErrors)
    lines.push(
      labelled(
        'changes',
        `+${changes.new} new  ~${changes.changed} changed  -${changes.gone} gone  ${changes.same} same${filtered}  ${report.lineageEdges} lineage edges`,
      ),
    )
  if (failure) {
    const word = failure.reason === 'cancelled' ? colors.yellow('stopped') : colors.red('failed')
    lines.push(labelled(word.padEnd(9 + word.length - plainLength(word)), failure.message))
    if (failure.hint) lines.push(labelled('', failure.hint))
  }
  lines.push(
    labelled(
      'done',
      `PASS ${tally.pass}  WARN ${tally.warn}  ${errors}  TOTAL ${tally.total}  ${seconds} s  run ${report.runId}${reportFile ? `  report ${reportFile}` : ''}`,
    ),
  )
  return lines
}

function plainLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
  return text.replace(/\u001b\[\d+m/g, '').length
}

function problemLines({ problems, tally }: RunReport, colors: Colors, onlyErrors: boolean): string[] {
  const told = onlyErrors ? problems.filter(({ severity }) => severity === 'error') : problems
  const shown = told.slice(0, shownProblems)
  const hidden = tally.error + (onlyErrors ? 0 : tally.warn) - shown.length
  const lines = shown.map((problem) => {
    const error = problem.severity === 'error'
    const label = error ? 'ERROR' : 'WARN'
    const paint = error ? colors.red : colors.yellow
    const hint = problem.hint ? ` ${problem.hint}` : ''
    return `  ${paint(label)}${' '.repeat(10 - label.length)}${problem.fullyQualifiedName}  ${problem.message}${hint}`
  })
  if (hidden > 0) lines.push(labelled('', `and ${hidden} more in the report`))
  return lines
}
