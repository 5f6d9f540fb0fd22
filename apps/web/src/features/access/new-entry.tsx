/** Adds a person, a team, a role, a policy or a bot: what it must have; the rest is written on its page. */
import { Button, Checkbox, MultiSelect, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { PolicyRule } from '@waymark/spec'
import { type FormEvent, type ReactNode, useState } from 'react'
import { type AccessType, accessTexts as texts } from '../../texts/access.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { titleOf } from '../asset/asset.ts'
import { childrenKey } from '../asset/asset-api.ts'
import { wordsOf } from '../asset/words.ts'
import classes from './access.module.css'
import { accessListQuery, createBot, createEntry } from './access-api.ts'
import { RuleForm } from './rule-form.tsx'

interface NewEntryProps {
  readonly type: AccessType
  readonly onClose: () => void
}

type Values = Readonly<Record<string, unknown>>

export default function NewEntry({ type, onClose }: NewEntryProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const create = useMutation({
    mutationFn: ({ name, ...rest }: Values) =>
      type === 'bot' ? createBot(String(name), rest) : createEntry(type, { name, ...rest }),
    onSuccess: async (entry) => {
      await client.invalidateQueries({ queryKey: childrenKey(type) })
      announceSaved(texts.added(titleOf(entry)))
      await navigate({ to: '/$type/$fqn', params: { type, fqn: entry.fullyQualifiedName }, search: {} })
    },
    onError: announceFailed,
  })
  const frame = { label: texts.lists[type].add, isBusy: create.isPending, onClose }
  if (type === 'policy') return <PolicyForm {...frame} onSave={create.mutate} />
  return (
    <Form {...frame} needed={type === 'user' ? ['name', 'email'] : ['name']} onSave={create.mutate}>
      {(set, values, errors) => {
        const text = (name: keyof typeof texts.fields, hint?: string) => (
          <TextInput
            label={texts.fields[name]}
            description={hint}
            error={errors[name]}
            value={String(values[name] ?? '')}
            autoComplete="off"
            onChange={(event) => set(name, event.currentTarget.value)}
          />
        )
        return (
          <>
            {text('name', nameHints[type] ?? texts.fields.nameHint)}
            {text('displayName')}
            {type === 'user' && (
              <>
                {text('email', texts.fields.emailHint)}
                <PasswordInput
                  label={texts.fields.password}
                  description={texts.fields.passwordHint}
                  autoComplete="new-password"
                  value={String(values.password ?? '')}
                  onChange={(event) => set('password', event.currentTarget.value)}
                />
                <Checkbox
                  label={texts.fields.isAdmin}
                  checked={values.isAdmin === true}
                  onChange={(event) => set('isAdmin', event.currentTarget.checked)}
                />
              </>
            )}
            {type === 'team' && (
              <Select
                label={texts.fields.teamType}
                description={texts.fields.teamTypeHint}
                data={teamTypes.map((value) => ({ value, label: wordsOf(value) }))}
                value={String(values.teamType ?? 'Group')}
                allowDeselect={false}
                onChange={(value) => set('teamType', value)}
              />
            )}
            {type === 'role' && (
              <PolicyNames value={values.policies} onChange={(policies) => set('policies', policies)} />
            )}
          </>
        )
      }}
    </Form>
  )
}

const nameHints: Readonly<Partial<Record<AccessType, string>>> = {
  user: texts.fields.userNameHint,
  bot: texts.fields.botHint,
}

const teamTypes = ['Group', 'Department', 'Division', 'BusinessUnit']

interface FormFrame {
  readonly label: string
  readonly isBusy: boolean
  readonly onClose: () => void
  readonly onSave: (values: Values) => void
}

interface FormProps extends FormFrame {
  readonly needed: readonly string[]
  readonly children: (
    set: (name: string, value: unknown) => void,
    values: Values,
    errors: Readonly<Record<string, string>>,
  ) => ReactNode
}

/** Sends what was filled in: texts without blanks at their ends, and nothing that is empty. */
function Form({ label, isBusy, needed, onClose, onSave, children }: FormProps) {
  const [values, setValues] = useState<Values>(label === texts.lists.team.add ? { teamType: 'Group' } : {})
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const filled = Object.fromEntries(
      Object.entries(values)
        .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
        .filter(([, value]) => value !== '' && value !== false),
    )
    const missing = needed.filter((name) => filled[name] === undefined)
    setErrors(
      Object.fromEntries(
        missing.map((name) => [
          name,
          texts.needed(name === 'email' ? texts.fields.email : texts.fields.name),
        ]),
      ),
    )
    if (missing.length === 0) onSave(filled)
  }
  return (
    <form className={classes.form} aria-label={label} noValidate onSubmit={submit}>
      {children((name, value) => setValues({ ...values, [name]: value }), values, errors)}
      <Buttons isBusy={isBusy} onClose={onClose} />
    </form>
  )
}

function Buttons({ isBusy, onClose }: Pick<FormFrame, 'isBusy' | 'onClose'>) {
  return (
    <div className={classes.buttons}>
      <Button type="submit" loading={isBusy}>
        {texts.create}
      </Button>
      <Button variant="default" onClick={onClose}>
        {texts.cancel}
      </Button>
    </div>
  )
}

interface PolicyNamesProps {
  readonly value: unknown
  readonly onChange: (names: readonly string[]) => void
}

/** The first page of policies is all of them in most catalogs; others are added on the page of the role. */
function PolicyNames({ value, onChange }: PolicyNamesProps) {
  const found = useQuery(accessListQuery('policy', {}, undefined))
  const names = (found.data?.data ?? []).map(({ fullyQualifiedName }) => fullyQualifiedName)
  return (
    <MultiSelect
      label={texts.fields.policies}
      description={texts.fields.policiesHint}
      data={names}
      searchable
      value={Array.isArray(value) ? value : []}
      onChange={onChange}
    />
  )
}

/** A policy is nothing without a rule: its first one is asked for at once. */
function PolicyForm({ label, isBusy, onClose, onSave }: FormFrame) {
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [rule, setRule] = useState<PolicyRule>()
  if (!rule) return <RuleForm onSave={setRule} onClose={onClose} />
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const text = description.trim()
    onSave({ name: name.trim(), rules: [rule], ...(text !== '' && { description: text }) })
  }
  return (
    <form className={classes.form} aria-label={label} onSubmit={submit}>
      <TextInput
        label={texts.fields.name}
        required
        value={name}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={texts.fields.description}
        autosize
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <Buttons isBusy={isBusy} onClose={onClose} />
    </form>
  )
}
