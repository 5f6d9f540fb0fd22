/** The settings of signing in: seen with who says each, changed on trial, taken back by themselves when nobody can sign in. */
import { Alert, Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { signInSettingsTexts as texts } from '../../texts/sign-in-settings.ts'
import { Failure, Loading } from '../../ui/states.tsx'
import { type SavedSignIn, type SignInSetting, savedSignInQuery } from './saved-settings-api.ts'
import { providers, providerVariable, sampleOf, settingLabel } from './setting-groups.ts'
import { CheckAndSave, useSignInChange } from './sign-in-change.tsx'
import classes from './sign-in-settings.module.css'
import { TrialNotice } from './trial-notice.tsx'

export function SettingsPanel() {
  const found = useQuery(savedSignInQuery)
  if (found.isPending) return <Loading rows={8} label={texts.theSettings} />
  if (found.isError) {
    return <Failure error={found.error} what={texts.settingsNotLoaded} onRetry={() => void found.refetch()} />
  }
  return (
    <section aria-label={texts.settings} className={classes.panel}>
      <TrialNotice saved={found.data.saved} />
      <SettingsForm key={found.data.saved?.at ?? 0} current={found.data} />
    </section>
  )
}

/** A mask that is sent back means "keep what you have". */
const isMasked = ({ value }: SignInSetting): boolean => /^\*+$/.test(value)

function SettingsForm({ current }: { readonly current: SavedSignIn }) {
  const byName = new Map(current.settings.map((setting) => [setting.name, setting]))
  const [changed, setChanged] = useState<Readonly<Record<string, string>>>({})
  const [isAll, setAll] = useState(false)
  const valueIn = (name: string): string => changed[name] ?? byName.get(name)?.value ?? ''
  const provider = valueIn(providerVariable)
  const choice = providers.find(({ value }) => value === provider)
  const change = useSignInChange(changed)
  const { check } = change
  const set = (name: string, value: string): void => {
    setChanged({ ...changed, [name]: value })
    check.reset()
  }
  const first = choice?.names ?? []
  const others = current.settings
    .map(({ name }) => name)
    .filter((name) => name !== providerVariable && !first.includes(name))
  const lockedProvider = byName.get(providerVariable)?.locked === true
  const field = (name: string) => {
    const setting = byName.get(name)
    if (!setting) return null
    const message = check.data?.problems.find((problem) => problem.setting === name)?.message
    return (
      <SettingField
        key={name}
        setting={setting}
        value={valueIn(name)}
        sample={sampleOf(name, provider)}
        error={message}
        onChange={(value) => set(name, value)}
      />
    )
  }
  return (
    <form
      className={classes.settings}
      aria-label={texts.settingsForm}
      onSubmit={(event) => {
        event.preventDefault()
        check.mutate()
      }}
    >
      <SegmentedControl
        aria-label={texts.provider}
        data={providers.map(({ value, label }) => ({ value, label }))}
        value={choice ? provider : ''}
        disabled={lockedProvider}
        onChange={(value) => set(providerVariable, value)}
      />
      {lockedProvider && <LockedBy setting={byName.get(providerVariable)} />}
      {choice && <p className="dim">{choice.explanation}</p>}
      {first.map(field)}
      {isAll ? (
        others.map(field)
      ) : (
        <div>
          <Button variant="default" size="compact-sm" onClick={() => setAll(true)}>
            {texts.moreSettings(others.length)}
          </Button>
        </div>
      )}
      <CheckAndSave change={change} isBlank={Object.keys(changed).length === 0} />
    </form>
  )
}

interface SettingFieldProps {
  readonly setting: SignInSetting
  readonly value: string
  readonly sample: string | undefined
  readonly error: string | undefined
  readonly onChange: (value: string) => void
}

function SettingField({ setting, value, sample, error, onChange }: SettingFieldProps) {
  const Input = isMasked(setting) ? PasswordInput : TextInput
  return (
    <Input
      label={settingLabel(setting.name)}
      description={setting.locked ? <LockedBy setting={setting} /> : setting.meaning}
      value={value}
      placeholder={sample}
      error={error}
      disabled={setting.locked}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** What environment or file says is never overridden by what is saved here. */
function LockedBy({ setting }: { readonly setting: SignInSetting | undefined }) {
  if (!setting) return null
  return (
    <Alert component="span" p={0} variant="transparent" color="gray">
      {texts.setBy} {setting.from === 'file' ? texts.theFile : texts.theEnvironment}
      {texts.changeItThere(setting.origin)}
    </Alert>
  )
}
