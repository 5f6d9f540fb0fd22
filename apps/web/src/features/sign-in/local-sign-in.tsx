/** The form for local accounts: the way in when the identity provider is not. */
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { call } from '../../api/http.ts'
import { signInTexts as texts } from '../../texts/sign-in.ts'
import { describeFailure } from './describe-failure.ts'
import { Refusal } from './refusal.tsx'
import classes from './sign-in.module.css'

interface Credentials {
  readonly name: string
  readonly password: string
}

export function LocalSignIn({ onSignedIn }: { readonly onSignedIn: () => Promise<void> }) {
  const attempt = useMutation({
    mutationFn: async (credentials: Credentials) => {
      await call('auth/login', { method: 'POST', body: credentials })
      await onSignedIn()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    attempt.mutate({ name: String(form.get('name')).trim(), password: String(form.get('password')) })
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      {attempt.error && <Refusal explanation={describeFailure(attempt.error)} />}
      <TextInput
        name="name"
        label={texts.nameOrEmail}
        autoComplete="username"
        required
        withAsterisk={false}
        autoFocus
      />
      <PasswordInput
        name="password"
        label={texts.password}
        autoComplete="current-password"
        required
        withAsterisk={false}
      />
      <Button type="submit" variant="default" loading={attempt.isPending}>
        {texts.signInLocally}
      </Button>
    </form>
  )
}
