/** The outcome of a check or a rule, as a sign with its word. */
import { Badge } from '@mantine/core'
import { signInSettingsTexts as texts } from '../../texts/sign-in-settings.ts'
import classes from './sign-in-settings.module.css'
import type { CheckStatus } from './sign-in-settings-api.ts'

const words: Readonly<Record<CheckStatus, string>> = {
  pass: texts.passed,
  warn: texts.warning,
  fail: texts.checkFailed,
  skipped: texts.notChecked,
}

export function StatusSign({ status }: { readonly status: CheckStatus }) {
  return (
    <Badge className={`${classes.sign} ${classes[status]}`} variant="outline">
      {words[status]}
    </Badge>
  )
}
