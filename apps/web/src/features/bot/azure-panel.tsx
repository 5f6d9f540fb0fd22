/** A bot that signs in as an Azure application: the guide's five fields, with a secret, a certificate or none. */
import { Button, PasswordInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { SECRET_MASK } from '@waymark/spec'
import { type FormEvent, useState } from 'react'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { type AzureFields, checkFields, type FieldErrors, fieldsOf, toSignIn } from './azure-fields.ts'
import classes from './bot.module.css'
import { type BotAccount, saveAzure } from './bot-api.ts'

const proofs = [
  { value: 'secret', label: 'Client secret' },
  { value: 'certificate', label: 'Certificate' },
  { value: 'none', label: 'No secret' },
]

export function AzurePanel({ account }: { readonly account: BotAccount }) {
  const client = useQueryClient()
  const [fields, setFields] = useState<AzureFields>(() =>
    fieldsOf(account.azure ? account.email : '', account.azure),
  )
  const [errors, setErrors] = useState<FieldErrors>({})
  const hasSecret = account.azure?.clientSecret !== undefined
  const save = useMutation({
    mutationFn: () => saveAzure(account.id, toSignIn(fields, SECRET_MASK)),
    onSuccess: async () => {
      setFields({ ...fields, clientSecret: '' })
      announceSaved('The bot signs in with Azure')
      await client.invalidateQueries({ queryKey: ['bot-account'] })
    },
    onError: announceFailed,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const found = checkFields(fields, hasSecret)
    setErrors(found)
    if (Object.keys(found).length === 0) save.mutate()
  }
  const bind = (name: keyof AzureFields) => ({
    value: fields[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  })
  return (
    <form className={classes.form} onSubmit={submit} aria-label="Azure SSO" noValidate>
      <TextInput
        label="Email"
        description="<object id>@<domain>: the object id of the Enterprise application, not of the app registration."
        autoComplete="off"
        {...bind('email')}
      />
      <div>
        <SegmentedControl
          data={proofs}
          value={fields.proof}
          aria-label="How the application proves that it is itself"
          onChange={(proof) => setFields({ ...fields, proof: proof as AzureFields['proof'] })}
        />
        {fields.proof === 'secret' && (
          <PasswordInput
            mt="xs"
            label="Client secret"
            description={
              hasSecret ? 'One is stored; leave this empty to keep it.' : 'Its Value, not its Secret ID.'
            }
            autoComplete="new-password"
            {...bind('clientSecret')}
          />
        )}
        {fields.proof === 'certificate' && (
          <Textarea
            mt="xs"
            label="Certificate and private key"
            description="Both in PEM. They are stored encrypted and never shown again."
            autosize
            minRows={3}
            maxRows={8}
            spellCheck={false}
            {...bind('clientSecret')}
          />
        )}
        {fields.proof === 'none' && (
          <p className="dim">
            The server signs in by itself: with the workload identity of its Kubernetes service account where
            there is one, or else with the managed identity of its machine.
          </p>
        )}
      </div>
      <TextInput label="Client ID" autoComplete="off" {...bind('clientId')} />
      <TextInput label="Authority" autoComplete="off" {...bind('authority')} />
      <TextInput label="Scopes" autoComplete="off" {...bind('scopes')} />
      <Button type="submit" loading={save.isPending}>
        Save
      </Button>
    </form>
  )
}
