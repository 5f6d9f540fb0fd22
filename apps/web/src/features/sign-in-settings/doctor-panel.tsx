/** The checks of the sign-in's set-up: what failed first, its cause and its fix. */
import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { signInSettingsTexts as texts } from '../../texts/sign-in-settings.ts'
import { Bar } from '../../ui/bar.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import classes from './sign-in-settings.module.css'
import type { Check, CheckStatus, DoctorReport } from './sign-in-settings-api.ts'
import { StatusSign } from './status-sign.tsx'

const order: readonly CheckStatus[] = ['fail', 'warn', 'pass', 'skipped']

function summaryOf({ failed, warnings, skipped }: DoctorReport): string {
  const parts = [
    failed > 0 ? texts.failed(failed) : texts.nothingFailed,
    ...(warnings > 0 ? [texts.warnings(warnings)] : []),
    ...(skipped > 0 ? [texts.countNotChecked(skipped)] : []),
  ]
  return `${parts.join(', ')}.`
}

export function DoctorPanel({ found }: { readonly found: UseQueryResult<DoctorReport> }) {
  if (found.isPending) return <Loading rows={10} label={texts.theChecks} />
  if (found.isError) {
    return <Failure error={found.error} what={texts.signInNotChecked} onRetry={() => void found.refetch()} />
  }
  const sorted = order.flatMap((status) => found.data.checks.filter((check) => check.status === status))
  return (
    <section aria-label={texts.checks} className={classes.panel}>
      <Bar>
        <p role="status">{summaryOf(found.data)}</p>
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} />}
          loading={found.isFetching}
          onClick={() => void found.refetch()}
        >
          {texts.checkAgain}
        </Button>
      </Bar>
      <ul className={classes.checks}>
        {sorted.map((check) => (
          <CheckRow key={check.id} check={check} />
        ))}
      </ul>
    </section>
  )
}

function CheckRow({ check }: { readonly check: Check }) {
  return (
    <li>
      <StatusSign status={check.status} />
      <div>
        <strong>{check.title}</strong> <code>{check.id}</code>
        <p>{check.cause}</p>
        {check.fix && (
          <p className={classes.fix}>
            <span>{texts.fix}</span> {check.fix}
          </p>
        )}
      </div>
    </li>
  )
}
