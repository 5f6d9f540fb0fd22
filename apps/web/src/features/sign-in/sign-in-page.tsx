/** The sign-in page: one button for the provider, local accounts below a link, the last failure explained. */
import { Anchor, Button } from '@mantine/core'
import { IconBrandWindows, IconLogin2 } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { signInTexts as texts } from '../../texts/sign-in.ts'
import { Failure, Loading } from '../../ui/states.tsx'
import { refreshSession, sessionQuery } from '../session/session.ts'
import { authConfigQuery, hasProvider, type PublicAuthConfig, providerLabel } from './auth-config.ts'
import { describeFailure, noCookieKept } from './describe-failure.ts'
import type { Explanation } from './explain.ts'
import { LocalSignIn } from './local-sign-in.tsx'
import { Refusal } from './refusal.tsx'
import { safeReturnPath } from './return-path.ts'
import { leaveForProvider, registeredOrigin, signInSucceeded } from './sign-in-flow.ts'
import { SignInFrame } from './sign-in-frame.tsx'
import { forgetRedirects, TooManyRedirects } from './transaction.ts'

export function SignInPage() {
  const search = useSearch({ from: '/sign-in' })
  const returnPath = safeReturnPath(search.return, location.origin)
  const session = useQuery(sessionQuery)
  const config = useQuery(authConfigQuery)
  const client = useQueryClient()
  const [refusal, setRefusal] = useState<Explanation>()

  const navigate = useNavigate()
  const signedIn = Boolean(session.data)
  useEffect(() => {
    if (signedIn) void navigate({ href: returnPath, replace: true })
  }, [signedIn, returnPath, navigate])
  const onSignedIn = async (): Promise<void> => {
    if (await refreshSession(client)) signInSucceeded()
    else setRefusal(noCookieKept)
  }
  return (
    <SignInFrame title={search['signed-out'] ? texts.signedOut : texts.signIn}>
      {refusal && <Refusal explanation={refusal} />}
      {config.isPending && <Loading rows={1} label={texts.howToSignIn} />}
      {config.isError && (
        <Failure error={config.error} what={texts.configNotLoaded} onRetry={() => void config.refetch()} />
      )}
      {config.data && <Choices config={config.data} returnPath={returnPath} onSignedIn={onSignedIn} />}
    </SignInFrame>
  )
}

interface ChoicesProps {
  readonly config: PublicAuthConfig
  readonly returnPath: string
  readonly onSignedIn: () => Promise<void>
}

function Choices({ config, returnPath, onSignedIn }: ChoicesProps) {
  const provider = hasProvider(config)
  const [local, setLocal] = useState(!provider)
  return (
    <>
      {provider && <ProviderButton config={config} returnPath={returnPath} />}
      {local && <LocalSignIn onSignedIn={onSignedIn} />}
      {provider && config.localSignIn && !local && (
        <p className="dim">
          {texts.noWayIn}{' '}
          <Anchor component="button" type="button" onClick={() => setLocal(true)}>
            {texts.useLocalAccount}
          </Anchor>
        </p>
      )}
    </>
  )
}

function ProviderButton({ config, returnPath }: Omit<ChoicesProps, 'onSignedIn'>) {
  const leave = useMutation({
    mutationFn: async () => {
      // A person who presses the button again after the explanation wants another try.
      if (leave.error instanceof TooManyRedirects) forgetRedirects(sessionStorage)
      const elsewhere = registeredOrigin(config, location.origin)
      if (elsewhere === undefined) await leaveForProvider(config, returnPath)
      else location.assign(`${elsewhere}/sign-in?return=${encodeURIComponent(returnPath)}`)
    },
  })
  const label = providerLabel(config)
  return (
    <>
      {leave.error && <Refusal explanation={describeFailure(leave.error)} />}
      <Button
        size="md"
        fullWidth
        loading={leave.isPending || leave.isSuccess}
        leftSection={label === 'Microsoft' ? <IconBrandWindows size={18} /> : <IconLogin2 size={18} />}
        onClick={() => leave.mutate()}
      >
        {texts.signInWith(label)}
      </Button>
    </>
  )
}
