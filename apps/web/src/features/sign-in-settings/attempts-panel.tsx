/** The flight recorder: recent sign-ins, each with its steps and where it ended. */
import { useQuery } from '@tanstack/react-query'
import { signInSettingsTexts as texts } from '../../texts/sign-in-settings.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import classes from './sign-in-settings.module.css'
import { attemptsQuery, type SignInAttempt } from './sign-in-settings-api.ts'
import { StatusSign } from './status-sign.tsx'

interface AttemptsPanelProps {
  /** Only so many, the newest. Default: all that are asked for. */
  readonly most?: number
}

export function AttemptsPanel({ most }: AttemptsPanelProps) {
  const found = useQuery(attemptsQuery)
  if (found.isPending) return <Loading rows={most ?? 8} label={texts.loadingAttempts} />
  if (found.isError) {
    return <Failure error={found.error} what={texts.attemptsNotLoaded} onRetry={() => void found.refetch()} />
  }
  if (found.data.length === 0) {
    return <Empty title={texts.noAttempts}>{texts.attemptsHint}</Empty>
  }
  return (
    <section aria-label={texts.attempts} className={classes.panel}>
      <ul className={classes.checks}>
        {found.data.slice(0, most).map((attempt) => (
          <Attempt key={attempt.id} attempt={attempt} />
        ))}
      </ul>
    </section>
  )
}

function Attempt({ attempt }: { readonly attempt: SignInAttempt }) {
  const failed = attempt.steps.find(({ ok }) => !ok)
  // Who signs in with Microsoft is known only once the token was looked at.
  const account = attempt.account ?? attempt.steps.find(({ step }) => step === 'account')?.detail
  return (
    <li>
      <StatusSign status={attempt.outcome === 'ok' ? 'pass' : 'fail'} />
      <details>
        <summary>
          <strong>{account ?? texts.unknownAccount}</strong> {texts.from(attempt.kind, attempt.remoteAddress)}{' '}
          <RelativeTime atMs={attempt.atMs} />
          {failed && <p>{failed.detail ?? failed.step}</p>}
        </summary>
        <ol className={classes.steps}>
          {attempt.steps.map(({ step, ok, detail, claims }) => (
            <li key={step} data-failed={!ok}>
              {step}
              {detail && <>: {detail}</>}
              {claims && <>: {claimsText(claims)}</>}
            </li>
          ))}
        </ol>
      </details>
    </li>
  )
}

function claimsText(claims: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(claims)
    .map(([name, values]) => `${name} ${values.join(', ') || '(none)'}`)
    .join('; ')
}
