/** Chooses single sign-on with Microsoft Entra ID: by one command, or with the two ids of an application, tried before it is saved. */

import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { controlTexts } from '../../texts/controls.ts'
import { firstStepsTexts } from '../../texts/first-steps.ts'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { authConfigQuery, hasProvider, providerLabel } from '../sign-in/auth-config.ts'
import { type SavedSignIn, savedSignInQuery } from '../sign-in-settings/saved-settings-api.ts'
import { providerVariable } from '../sign-in-settings/setting-groups.ts'
import { CheckAndSave, useSignInChange } from '../sign-in-settings/sign-in-change.tsx'
import { TrialNotice } from '../sign-in-settings/trial-notice.tsx'
import classes from './first-steps.module.css'

const texts = firstStepsTexts.signIn
const domainVariable = 'AUTHORIZER_PRINCIPAL_DOMAIN'

export function SignInStep() {
  const config = useQuery({ ...authConfigQuery, staleTime: 0 })
  const saved = useQuery(savedSignInQuery)
  if (config.isPending || saved.isPending)
    return <Loading rows={4} label={firstStepsTexts.steps['sign-in']} />
  const error = config.error ?? saved.error
  if (error) return <Failure error={error} what={firstStepsTexts.notLoaded} />
  if (!config.data || !saved.data) return null
  const settings = (
    <p>
      <Link to="/settings/sso" search={{ tab: 'settings' }}>
        {texts.settings}
      </Link>
    </p>
  )
  if (hasProvider(config.data)) {
    const { authority } = config.data
    return (
      <>
        <TrialNotice saved={saved.data.saved} />
        <p>{texts.present(providerLabel(config.data), authority)}</p>
        {settings}
      </>
    )
  }
  return (
    <>
      <TrialNotice saved={saved.data.saved} />
      <p>{texts.local}</p>
      <div className={classes.part}>
        <h3>{texts.command}</h3>
        <p className="dim">{texts.commandHint}</p>
        <CopyableCode
          value={`npx waymark azure setup --url ${location.origin}`}
          what={controlTexts.copied.command}
        />
      </div>
      <ByHand saved={saved.data} />
      {settings}
    </>
  )
}

function ByHand({ saved }: { readonly saved: SavedSignIn }) {
  const domain = saved.settings.find(({ name }) => name === domainVariable)
  const [tenant, setTenant] = useState('')
  const [client, setClient] = useState('')
  const [ownDomain, setOwnDomain] = useState(domain?.value ?? '')
  const callback = `${location.origin}/callback`
  const change = useSignInChange({
    [providerVariable]: 'azure',
    AUTHENTICATION_AUTHORITY: `https://login.microsoftonline.com/${tenant.trim()}`,
    AUTHENTICATION_CLIENT_ID: client.trim(),
    AUTHENTICATION_CALLBACK_URL: callback,
    ...(domain && !domain.locked && ownDomain.trim() !== '' && { [domainVariable]: ownDomain.trim() }),
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    change.check.mutate()
  }
  const field = (
    label: string,
    hint: string,
    value: string,
    set: (text: string) => void,
    isLocked = false,
  ) => (
    <TextInput
      label={label}
      description={hint}
      value={value}
      disabled={isLocked}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => {
        set(event.currentTarget.value)
        change.check.reset()
      }}
    />
  )
  return (
    <form className={classes.part} aria-label={texts.byHand} onSubmit={submit}>
      <h3>{texts.byHand}</h3>
      <p className="dim">{texts.byHandHint}</p>
      <CopyableCode value={callback} what={controlTexts.copied.address} />
      {field(texts.tenant, texts.onOverview, tenant, setTenant)}
      {field(texts.client, texts.onOverview, client, setClient)}
      {domain && field(texts.domain, texts.domainHint, ownDomain, setOwnDomain, domain.locked)}
      <CheckAndSave change={change} isBlank={tenant.trim() === '' || client.trim() === ''} />
    </form>
  )
}
