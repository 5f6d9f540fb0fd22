/** First run: the one-time link's owner creates the local administrator. */
import { Anchor, Button, Checkbox, PasswordInput, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/http.ts'
import { signInTexts as texts } from '../../texts/sign-in.ts'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import { refreshSession } from '../session/session.ts'
import { describeFailure } from './describe-failure.ts'
import { makePassphrase } from './passphrase.ts'
import { Refusal } from './refusal.tsx'
import classes from './sign-in.module.css'
import { SignInFrame } from './sign-in-frame.tsx'

const shortestPassword = 12

/** The key stands in the fragment, which browsers send to no server; it leaves the address bar at once. */
function takeKey(): string {
  const key = new URLSearchParams(location.hash.slice(1)).get('k') ?? ''
  if (key !== '') history.replaceState(history.state, '', location.pathname)
  return key
}

function passwordProblem(password: string, again: string): string | undefined {
  if (password.length < shortestPassword) {
    return texts.passwordTooShort(shortestPassword)
  }
  return password === again ? undefined : texts.passwordsDiffer
}

export function SetupPage() {
  const [key] = useState(takeKey)
  const [made] = useState(() => makePassphrase((count) => crypto.getRandomValues(new Uint8Array(count))))
  const [password, setPassword] = useState(made)
  const [again, setAgain] = useState(made)
  const [problem, setProblem] = useState<string>()
  const client = useQueryClient()
  const navigate = useNavigate()
  const create = useMutation({
    mutationFn: async (form: { name: string; email: string; password: string }) => {
      await call('auth/setup', { method: 'POST', body: { key, ...form } })
      await refreshSession(client)
      await navigate({ to: '/welcome', replace: true })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string): string => String(form.get(name))
    const wrong = passwordProblem(password, again)
    setProblem(wrong)
    if (wrong === undefined) {
      create.mutate({ name: text('name').trim(), email: text('email').trim(), password })
    }
  }
  if (key === '') {
    return (
      <SignInFrame title={texts.setUpLinkIncomplete}>
        <Text>
          {texts.openWholeLink} <code>#</code>
          {texts.linkWorksOnce}
        </Text>
        <Anchor href="/sign-in">{texts.goToSignIn}</Anchor>
      </SignInFrame>
    )
  }
  return (
    <SignInFrame title={texts.createFirstAdministrator}>
      <Text>{texts.firstAdministratorHint}</Text>
      {create.error && <Refusal explanation={describeFailure(create.error)} />}
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          name="name"
          label={texts.name}
          defaultValue="admin"
          autoComplete="username"
          required
          withAsterisk={false}
        />
        <TextInput
          name="email"
          label={texts.email}
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
        />
        {password === made && (
          <section className={classes.made} aria-labelledby="made">
            <p id="made">{texts.passphraseMade}</p>
            <CopyableCode value={made} what={texts.passphrase} />
            <Checkbox label={texts.putAway} required />
          </section>
        )}
        <PasswordInput
          name="password"
          label={texts.password}
          description={texts.passwordHint(shortestPassword)}
          autoComplete="new-password"
          value={password}
          onChange={(event) => {
            // Of one's own: it is typed twice.
            if (password === made) setAgain('')
            setPassword(event.currentTarget.value)
          }}
          error={problem}
          required
          withAsterisk={false}
        />
        <PasswordInput
          name="again"
          label={texts.passwordAgain}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          autoComplete="new-password"
          required
          withAsterisk={false}
        />
        <Button type="submit" loading={create.isPending}>
          {texts.createAndSignIn}
        </Button>
      </form>
    </SignInFrame>
  )
}
