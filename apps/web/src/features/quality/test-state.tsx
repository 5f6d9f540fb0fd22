/** How a test went, as a sign with its word, and many runs of it as a strip. */
import { Badge } from '@mantine/core'
import type { TestCaseResult } from '@waymark/spec'
import { qualityTexts as texts } from '../../texts/quality.ts'
import classes from './quality.module.css'
import type { TestState } from './quality-api.ts'

const words: Readonly<Record<TestState, string>> = {
  Success: texts.passed,
  Failed: texts.failed,
  Aborted: texts.notRun,
  Queued: texts.queued,
}

export function TestStateSign({ state }: { readonly state: TestState | undefined }) {
  if (!state) return <span className="dim">{texts.neverRan}</span>
  return (
    <Badge variant="outline" className={`${classes.state} ${classes[state]}`}>
      {words[state]}
    </Badge>
  )
}

/** Runs that a strip has room for. */
const most = 30

/** The last runs, oldest first. Its text says the same in words. */
export function ResultStrip({ results }: { readonly results: readonly TestCaseResult[] }) {
  const shown = results.slice(0, most).toReversed()
  const failed = shown.filter(({ testCaseStatus }) => testCaseStatus === 'Failed').length
  return (
    <div className={classes.strip} role="img" aria-label={texts.lastRunsFailed(failed, shown.length)}>
      {shown.map(({ timestamp, testCaseStatus = 'Queued', result }) => (
        <span
          key={timestamp}
          className={`${classes.cell} ${classes[testCaseStatus]}`}
          title={`${new Date(timestamp).toLocaleString('en')}: ${words[testCaseStatus]}${result ? `. ${result}` : ''}`}
        >
          {testCaseStatus === 'Failed' ? '✕' : testCaseStatus === 'Success' ? '✓' : '–'}
        </span>
      ))}
    </div>
  )
}
