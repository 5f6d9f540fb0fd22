/** A bot that signs in as an Azure application: the guide's five fields, with a secret, a certificate or none. */
import { Button, PasswordInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { SECRET_MASK } from '@waymark/spec'
import { type FormEvent, useState } from 'react'
import { botTexts as texts } from '../../texts/bot.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { type AzureFields, checkFields, type FieldErrors, fieldsOf, toSignIn } from './azure-fields.ts'
import classes from './bot.module.css'
import { type BotAccount, saveAzure } from './bot-api.ts'

const proofs = [
  { value: 'secret', label: texts.clientSecret },
  { value: 'certificate', label: texts.certificate },
  { value: 'none', label: texts.noSecret },
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
      announceSaved(texts.savedAzure)
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
    <form className={classes.form} onSubmit={submit} aria-label={texts.azureSso} noValidate>
      <TextInput label={texts.email} description={texts.emailHint} autoComplete="off" {...bind('email')} />
      <div>
        <SegmentedControl
          data={proofs}
          value={fields.proof}
          aria-label={texts.proof}
          onChange={(proof) => setFields({ ...fields, proof: proof as AzureFields['proof'] })}
        />
        {fields.proof === 'secret' && (
          <PasswordInput
            mt="xs"
            label={texts.clientSecret}
            description={hasSecret ? texts.secretStored : texts.secretHint}
            autoComplete="new-password"
            {...bind('clientSecret')}
          />
        )}
        {fields.proof === 'certificate' && (
          <Textarea
            mt="xs"
            label={texts.certificatePrivateKey}
            description={texts.certificateHint}
            autosize
            minRows={3}
            maxRows={8}
            spellCheck={false}
            {...bind('clientSecret')}
          />
        )}
        {fields.proof === 'none' && <p className="dim">{texts.noSecretHint}</p>}
      </div>
      <TextInput label={texts.clientId} autoComplete="off" {...bind('clientId')} />
      <TextInput label={texts.authority} autoComplete="off" {...bind('authority')} />
      <TextInput label={texts.scopes} autoComplete="off" {...bind('scopes')} />
      <Button type="submit" loading={save.isPending}>
        {texts.save}
      </Button>
    </form>
  )
}
