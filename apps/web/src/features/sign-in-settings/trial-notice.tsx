/** Settings on trial: how long they have, and the two ways out. */
import { Alert, Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { signInSettingsTexts as texts } from '../../texts/sign-in-settings.ts'
import { Bar } from '../../ui/bar.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { confirmSignIn, revertSignIn, type SavedSignIn, savedSignInKey } from './saved-settings-api.ts'
import classes from './sign-in-settings.module.css'

export function TrialNotice({ saved }: { readonly saved: SavedSignIn['saved'] }) {
  const client = useQueryClient()
  const use = (work: () => Promise<SavedSignIn>, done: string) => ({
    mutationFn: work,
    onSuccess: (now: SavedSignIn) => {
      client.setQueryData(savedSignInKey, now)
      announceSaved(done)
    },
    onError: announceFailed,
  })
  const keep = useMutation(use(confirmSignIn, texts.settingsStay))
  const takeBack = useMutation(use(revertSignIn, texts.settingsBefore))
  const { revertsAt } = saved ?? {}
  const secondsLeft = useSecondsUntil(
    revertsAt,
    () => void client.invalidateQueries({ queryKey: savedSignInKey }),
  )
  if (!saved) return null
  const takeBackButton = (
    <Button variant="default" loading={takeBack.isPending} onClick={() => takeBack.mutate()}>
      {texts.takeThemBack}
    </Button>
  )
  if (revertsAt === undefined) {
    return (
      <Bar>
        <p className="dim">
          {texts.saved} <RelativeTime atMs={saved.at} /> {texts.by(saved.by)}
        </p>
        {takeBackButton}
      </Bar>
    )
  }
  return (
    <Alert color="blaze" title={texts.onTrialFor(clock(secondsLeft))}>
      <p>{texts.onTrialHint}</p>
      <div className={classes.buttons}>
        <Button variant="default" component="a" href="/sign-in" target="_blank" rel="noreferrer">
          {texts.openSignInPage}
        </Button>
        <Button variant="default" loading={keep.isPending} onClick={() => keep.mutate()}>
          {texts.keepUntried}
        </Button>
        {takeBackButton}
      </div>
    </Alert>
  )
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Whole seconds until a time; asks at its end what came of it, and every few seconds whether somebody signed in. */
function useSecondsUntil(atMs: number | undefined, onLook: () => void): number {
  const [now, setNow] = useState(() => Date.now())
  // biome-ignore lint/correctness/useExhaustiveDependencies: the callback does the same on every render
  useEffect(() => {
    if (atMs === undefined) return
    const timer = setInterval(() => {
      const time = Date.now()
      setNow(time)
      if (time >= atMs || Math.floor(time / 1000) % 5 === 0) onLook()
    }, 1000)
    return () => clearInterval(timer)
  }, [atMs])
  return atMs === undefined ? 0 : Math.max(0, Math.round((atMs - now) / 1000))
}
