/** A change of how people sign in: checked against the provider first, then saved on trial. */
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { signInSettingsTexts as texts } from '../../texts/sign-in-settings.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Failure } from '../../ui/states.tsx'
import { checkSignIn, type SignInChange, savedSignInKey, saveSignIn } from './saved-settings-api.ts'
import { settingLabel } from './setting-groups.ts'
import classes from './sign-in-settings.module.css'
import { StatusSign } from './status-sign.tsx'

/** @param changed - what is to be saved; call `check.reset` when it changes, so that only what was checked is saved */
export function useSignInChange(changed: SignInChange) {
  const client = useQueryClient()
  const check = useMutation({ mutationFn: () => checkSignIn(changed), gcTime: 0 })
  const save = useMutation({
    mutationFn: () => saveSignIn(changed),
    onSuccess: (saved) => {
      client.setQueryData(savedSignInKey, saved)
      announceSaved(texts.savedOnTrial)
    },
    onError: announceFailed,
  })
  return { check, save }
}

interface CheckAndSaveProps {
  readonly change: ReturnType<typeof useSignInChange>
  /** There is nothing to check. */
  readonly isBlank: boolean
}

/** The two buttons at the end of a form whose submission checks, and what came of the check. */
export function CheckAndSave({ change: { check, save }, isBlank }: CheckAndSaveProps) {
  return (
    <>
      <div className={classes.buttons}>
        <Button type="submit" variant="default" loading={check.isPending} disabled={isBlank}>
          {texts.check}
        </Button>
        <Button
          loading={save.isPending}
          disabled={!check.data || check.data.problems.length > 0}
          onClick={() => save.mutate()}
        >
          {texts.saveOnTrial}
        </Button>
      </div>
      {check.isError && <Failure error={check.error} what={texts.settingsNotChecked} />}
      {check.data && (
        <div role="status" className={classes.panel}>
          {check.data.problems.map(({ setting, message }) => (
            <p key={`${setting} ${message}`}>
              <StatusSign status="fail" /> {settingLabel(setting)}: {message}
            </p>
          ))}
          {check.data.steps.map(({ step, ok, detail }) => (
            <p key={step}>
              <StatusSign status={ok ? 'pass' : 'fail'} /> {settingLabel(step)}
              {detail && `: ${detail}`}
            </p>
          ))}
        </div>
      )}
    </>
  )
}
