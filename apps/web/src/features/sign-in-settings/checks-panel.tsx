/** Is the sign-in right: a change on trial with its time, the checks, the way to try it, and how the latest sign-ins went. */
import { Button, Tooltip } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { claimsTexts as texts } from '../../texts/claims.ts'
import { signInSettingsTexts } from '../../texts/sign-in-settings.ts'
import { Bar } from '../../ui/bar.tsx'
import { Loading } from '../../ui/states.tsx'
import { sessionQuery } from '../session/session.ts'
import { AttemptsPanel } from './attempts-panel.tsx'
import { DoctorPanel } from './doctor-panel.tsx'
import { savedSignInQuery } from './saved-settings-api.ts'
import classes from './sign-in-settings.module.css'
import { doctorQuery } from './sign-in-settings-api.ts'
import { TrialNotice } from './trial-notice.tsx'

const latest = 3

export function ChecksPanel() {
  const { data: me } = useQuery(sessionQuery)
  const settings = useQuery({ ...savedSignInQuery, enabled: me?.isAdmin === true })
  const checks = useQuery(doctorQuery)
  // The refusal of the checks says it all to others.
  if (!me?.isAdmin) return <DoctorPanel found={checks} />
  // What is on trial stands above the checks, and the latest sign-ins below them: they would push each other around.
  if (settings.isPending || checks.isPending)
    return <Loading rows={10} label={signInSettingsTexts.theChecks} />
  const saved = settings.data?.saved
  return (
    <div className={classes.panel}>
      {saved?.revertsAt !== undefined && <TrialNotice saved={saved} />}
      <DoctorPanel found={checks} />
      <Bar>
        <h2>{texts.latest}</h2>
        <Link to="/settings/sso" search={{ tab: 'attempts' }}>
          {texts.allAttempts}
        </Link>
        <Tooltip label={texts.trySignInHint}>
          <Button
            component="a"
            href="/sign-in"
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconExternalLink size={15} />}
          >
            {texts.trySignIn}
          </Button>
        </Tooltip>
      </Bar>
      <AttemptsPanel most={latest} />
    </div>
  )
}
