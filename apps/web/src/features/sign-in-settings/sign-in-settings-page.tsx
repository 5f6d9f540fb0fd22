/** Signing in, for administrators: is the set-up right, what does this token or error mean, how did recent sign-ins go. */
import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { claimsTexts as texts } from '../../texts/claims.ts'
import { signInSettingsTexts } from '../../texts/sign-in-settings.ts'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { AttemptsPanel } from './attempts-panel.tsx'
import { ChecksPanel } from './checks-panel.tsx'
import { ClaimsPanel } from './claims-panel.tsx'
import { ExplainPanel } from './explain-panel.tsx'
import { SettingsPanel } from './settings-panel.tsx'
import classes from './sign-in-settings.module.css'

export default function SignInSettingsPage() {
  useDocumentTitle(signInSettingsTexts.signingIn)
  const navigate = useNavigate()
  const { tab = 'checks' } = useSearch({ from: '/shell/settings/sso' })
  return (
    <div className={classes.panel}>
      <h1>{signInSettingsTexts.signingIn}</h1>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => {
          const search = next === null || next === 'checks' ? {} : { tab: next }
          void navigate({ to: '/settings/sso', search, replace: true })
        }}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="checks">{signInSettingsTexts.checks}</Tabs.Tab>
          <Tabs.Tab value="settings">{signInSettingsTexts.settings}</Tabs.Tab>
          <Tabs.Tab value="claims">{texts.tab}</Tabs.Tab>
          <Tabs.Tab value="explain">{signInSettingsTexts.explainTab}</Tabs.Tab>
          <Tabs.Tab value="attempts">{signInSettingsTexts.attempts}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="checks">
          <ChecksPanel />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsPanel />
        </Tabs.Panel>
        <Tabs.Panel value="claims">
          <ClaimsPanel />
        </Tabs.Panel>
        <Tabs.Panel value="explain">
          <ExplainPanel />
        </Tabs.Panel>
        <Tabs.Panel value="attempts">
          <AttemptsPanel />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
