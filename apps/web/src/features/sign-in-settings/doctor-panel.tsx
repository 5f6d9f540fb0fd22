/** The checks of the sign-in's set-up: what failed first, its cause and its fix. */
import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Bar } from '../../ui/bar.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import classes from './sign-in-settings.module.css'
import { type Check, type CheckStatus, type DoctorReport, doctorQuery } from './sign-in-settings-api.ts'
import { StatusSign } from './status-sign.tsx'

const order: readonly CheckStatus[] = ['fail', 'warn', 'pass', 'skipped']

function summaryOf({ failed, warnings, skipped }: DoctorReport): string {
  const parts = [
    failed > 0 ? `${failed} failed: look at the first one first` : 'Nothing failed',
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
    ...(skipped > 0 ? [`${skipped} not checked`] : []),
  ]
  return `${parts.join(', ')}.`
}

export function DoctorPanel() {
  const found = useQuery(doctorQuery)
  if (found.isPending) return <Loading rows={10} label="the checks" />
  if (found.isError) {
    return (
      <Failure
        error={found.error}
        what="The sign-in could not be checked"
        onRetry={() => void found.refetch()}
      />
    )
  }
  const sorted = order.flatMap((status) => found.data.checks.filter((check) => check.status === status))
  return (
    <section aria-label="Checks" className={classes.panel}>
      <Bar>
        <p role="status">{summaryOf(found.data)}</p>
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} />}
          loading={found.isFetching}
          onClick={() => void found.refetch()}
        >
          Check again
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
            <span>Fix</span> {check.fix}
          </p>
        )}
      </div>
    </li>
  )
}
