/** The states every list and page has beside its content: loading, empty, failed. */
import { Button, Skeleton } from '@mantine/core'
import { IconAlertTriangle, IconLock, IconMoodEmpty, IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ApiError, hasStatus } from '../api/http.ts'
import { controlTexts as texts } from '../texts/controls.ts'
import { CopyableCode } from './copyable-code.tsx'
import classes from './states.module.css'

/** Grey bars in place of rows: they take their place at once, and are seen after 150 ms, so that quick answers do not flicker. */
export function Loading({ rows = 4, label }: { readonly rows?: number; readonly label: string }) {
  return (
    <div aria-busy="true" className={classes.loading}>
      <span role="status" className="visually-hidden">
        {texts.loading(label)}
      </span>
      {Array.from({ length: rows }, (_, row) => `bar ${row}`).map((key) => (
        <Skeleton key={key} height={34} radius="sm" />
      ))}
    </div>
  )
}

interface EmptyProps {
  readonly title: string
  readonly children?: ReactNode
  /** One thing to do about it. */
  readonly action?: ReactNode
}

export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className={classes.state}>
      <IconMoodEmpty aria-hidden className={classes.icon} stroke={1.4} />
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.text}>{children}</div>}
      {action}
    </div>
  )
}

interface FailureProps {
  readonly error: unknown
  /** What was being done: "The tables could not be loaded". */
  readonly what: string
  readonly onRetry?: () => void
}

/** What failed, why, and the request id an administrator can look up; a missing right is named as such. */
export function Failure({ error, what, onRetry }: FailureProps) {
  const forbidden = hasStatus(error, 403)
  const Icon = forbidden ? IconLock : IconAlertTriangle
  const requestId = error instanceof ApiError ? error.requestId : undefined
  return (
    <div className={classes.state} role="alert">
      <Icon aria-hidden className={forbidden ? classes.icon : classes.iconFailed} stroke={1.4} />
      <p className={classes.title}>{forbidden ? texts.noRight : what}</p>
      <p className={classes.text}>{messageOf(error)}</p>
      {requestId && (
        <p className={classes.request}>
          {texts.requestId} <CopyableCode value={requestId} />
        </p>
      )}
      {onRetry && !forbidden && (
        <Button variant="default" leftSection={<IconRefresh size={15} />} onClick={onRetry}>
          {texts.tryAgain}
        </Button>
      )}
    </div>
  )
}

export function messageOf(error: unknown): string {
  if (hasStatus(error, 403)) return permissionSentence(error.message)
  return error instanceof Error ? error.message : texts.pageBroken
}

/** `… operations [EditTags] not allowed on table` becomes a sentence with the permission's name. */
function permissionSentence(message: string): string {
  const named = /operations? \[([^\]]+)\] not allowed on (.+)$/.exec(message)
  return named ? texts.permissionNeeded(named[1], named[2]) : message
}
