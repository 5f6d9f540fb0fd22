/** Tries a connection from where the catalog's workers run, step by step. */
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { TestConnectionResult } from '@waymark/spec'
import { useState } from 'react'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { Failure } from '../../ui/states.tsx'
import { wordsOf } from '../asset/words.ts'
import { StatusSign } from '../sign-in-settings/status-sign.tsx'
import classes from './ingestion.module.css'
import { type ConnectionToTest, testConnection } from './ingestion-api.ts'

interface ConnectionTestProps {
  /** Asked at the click; undefined keeps the test from starting, because fields are missing. */
  readonly connection: () => ConnectionToTest | undefined
}

export function ConnectionTest({ connection }: ConnectionTestProps) {
  const [result, setResult] = useState<TestConnectionResult>()
  const test = useMutation({
    mutationFn: (tried: ConnectionToTest) => testConnection(tried, setResult),
    onSuccess: setResult,
    gcTime: 0,
  })
  const start = (): void => {
    const tried = connection()
    if (!tried) return
    setResult(undefined)
    test.mutate(tried)
  }
  return (
    <section aria-label={texts.connectionTest} className={classes.panel}>
      <div>
        <Button variant="default" loading={test.isPending} onClick={start}>
          {texts.testConnection}
        </Button>
      </div>
      {test.isError && <Failure error={test.error} what={texts.connectionNotTested} />}
      {result && <Steps result={result} isRunning={test.isPending} />}
    </section>
  )
}

function Steps({
  result,
  isRunning,
}: {
  readonly result: TestConnectionResult
  readonly isRunning: boolean
}) {
  const failed = result.steps.filter(({ passed }) => !passed)
  const blocking = failed.some(({ mandatory }) => mandatory)
  return (
    <>
      <p role="status">{summary(result, isRunning, blocking)}</p>
      <ul className={classes.checks}>
        {[...failed, ...result.steps.filter(({ passed }) => passed)].map((step) => (
          <li key={step.name}>
            <StatusSign status={step.passed ? 'pass' : step.mandatory ? 'fail' : 'warn'} />
            <div>
              <strong>{wordsOf(step.name)}</strong>
              {step.message && <p>{step.message}</p>}
              {!step.passed && step.errorLog && (
                <p>
                  <code>{step.errorLog}</code>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

function summary({ status, steps }: TestConnectionResult, isRunning: boolean, blocking: boolean): string {
  if (isRunning) return texts.testing
  if (blocking) return texts.cannotReadYet
  if (steps.some(({ passed }) => !passed)) return texts.canReadPartly
  return status === 'Failed' ? texts.cannotRead : texts.connectionWorks
}
