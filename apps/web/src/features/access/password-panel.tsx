/** A new local password: one's own by the old one; to others an administrator gives it. */
import { Button, PasswordInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import { accessTexts } from '../../texts/access.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { authConfigQuery } from '../sign-in/auth-config.ts'
import classes from './access.module.css'
import { changePassword, sessionsKey } from './access-api.ts'

const texts = accessTexts.password

interface PasswordPanelProps {
  readonly userId: string
  readonly name: string
  readonly isSelf: boolean
}

/** Only where people sign in with local passwords. */
export function PasswordPanel({ userId, name, isSelf }: PasswordPanelProps) {
  const client = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const { data: config } = useQuery(authConfigQuery)
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: async () => {
      form.current?.reset()
      announceSaved(isSelf ? texts.changedOwn : texts.changed(name))
      await client.invalidateQueries({ queryKey: sessionsKey(userId) })
    },
    onError: announceFailed,
  })
  if (config?.provider !== 'basic') return null
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const newPassword = String(values.get('new'))
    change.mutate(
      isSelf
        ? { oldPassword: String(values.get('old')), newPassword }
        : { requestType: 'USER', username: name, newPassword },
    )
  }
  return (
    <form ref={form} aria-label={texts.title} className={classes.form} onSubmit={submit}>
      {isSelf && (
        <PasswordInput
          name="old"
          label={texts.old}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
      )}
      <PasswordInput
        name="new"
        label={texts.new}
        description={texts.newHint}
        autoComplete="new-password"
        minLength={12}
        required
        withAsterisk={false}
      />
      <div>
        <Button type="submit" variant="default" loading={change.isPending}>
          {isSelf ? texts.change : texts.give}
        </Button>
      </div>
    </form>
  )
}
