/** Where the provider sends people back to: ends the sign-in, or explains why it did not work. */
import { Button, Loader } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { signInTexts as texts } from '../../texts/sign-in.ts'
import { refreshSession } from '../session/session.ts'
import { authConfigQuery } from './auth-config.ts'
import { describeFailure, noCookieKept } from './describe-failure.ts'
import type { Explanation } from './explain.ts'
import { Refusal } from './refusal.tsx'
import { finishSignIn, signInSucceeded } from './sign-in-flow.ts'
import { SignInFrame } from './sign-in-frame.tsx'

export function CallbackPage() {
  const config = useQuery(authConfigQuery)
  const client = useQueryClient()
  const navigate = useNavigate()
  const started = useRef(false)
  const [refusal, setRefusal] = useState<Explanation>()

  useEffect(() => {
    if (config.error) setRefusal(describeFailure(config.error))
    if (!config.data || started.current) return
    started.current = true
    const answer = location.search
    // The code is single-use, but it need not stay in the address bar and the history.
    history.replaceState(history.state, '', location.pathname)
    void (async () => {
      try {
        const next = await finishSignIn(config.data, answer)
        if (next === '/sign-in')
          return await navigate({ to: '/sign-in', search: { 'signed-out': true }, replace: true })
        if (!(await refreshSession(client))) return setRefusal(noCookieKept)
        signInSucceeded()
        await navigate({ href: next, replace: true })
      } catch (error) {
        setRefusal(describeFailure(error))
      }
    })()
  }, [config.data, config.error, client, navigate])

  if (!refusal) {
    return (
      <SignInFrame title={texts.signingIn}>
        <Loader size="sm" aria-label={texts.signingIn} />
      </SignInFrame>
    )
  }
  return (
    <SignInFrame title={texts.signingInFailed}>
      <Refusal explanation={refusal} />
      <Button variant="default" onClick={() => void navigate({ to: '/sign-in', search: {}, replace: true })}>
        {texts.backToSignIn}
      </Button>
    </SignInFrame>
  )
}
