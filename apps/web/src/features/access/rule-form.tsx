/** One rule of a policy, in words that the server knows. */
import { Button, MultiSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { PolicyRule } from '@waymark/spec'
import { type FormEvent, useState } from 'react'
import { accessTexts } from '../../texts/access.ts'
import { Failure, Loading, messageOf } from '../../ui/states.tsx'
import classes from './access.module.css'
import { checkCondition, conditionWordsQuery, type ResourceWords, resourcesQuery } from './access-api.ts'

const texts = accessTexts.rules

interface RuleFormProps {
  /** The rule to change; a new one without it. */
  readonly rule?: PolicyRule
  readonly onSave: (rule: PolicyRule) => void
  readonly onClose: () => void
}

const blank: PolicyRule = { name: '', effect: 'allow', operations: [], resources: [] }

export function RuleForm({ rule = blank, onSave, onClose }: RuleFormProps) {
  const resources = useQuery(resourcesQuery)
  const [draft, setDraft] = useState(rule)
  const condition = draft.condition?.trim() ?? ''
  const check = useMutation({
    mutationFn: async () => {
      if (condition !== '') await checkCondition(condition)
      const { condition: _checked, ...others } = draft
      return { ...others, name: draft.name.trim(), ...(condition !== '' && { condition }) }
    },
    onSuccess: onSave,
  })
  if (resources.isPending) return <Loading rows={5} label={texts.title} />
  if (resources.isError)
    return <Failure error={resources.error} what={texts.notLoaded} onRetry={() => void resources.refetch()} />
  const set = (change: Partial<PolicyRule>): void => {
    setDraft({ ...draft, ...change })
    check.reset()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    check.mutate()
  }
  const isComplete = draft.name.trim() !== '' && draft.operations.length > 0 && draft.resources.length > 0
  return (
    <form className={classes.form} aria-label={texts.title} onSubmit={submit}>
      <TextInput
        label={texts.name}
        value={draft.name}
        autoComplete="off"
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <SegmentedControl
        aria-label={texts.effect}
        data={[
          { value: 'allow', label: texts.allow },
          { value: 'deny', label: texts.deny },
        ]}
        value={draft.effect}
        onChange={(effect) => set({ effect })}
      />
      <MultiSelect
        label={texts.resources}
        data={resources.data.map(({ name }) => name)}
        searchable
        value={draft.resources}
        onChange={(chosen) => set({ resources: chosen })}
      />
      <MultiSelect
        label={texts.operations}
        data={operationsOn(resources.data, draft)}
        searchable
        value={draft.operations}
        onChange={(operations) => set({ operations })}
      />
      <TextInput
        label={texts.condition}
        description={texts.conditionHint}
        error={check.error && messageOf(check.error)}
        value={draft.condition ?? ''}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => set({ condition: event.currentTarget.value })}
      />
      <ConditionWords />
      <div className={classes.buttons}>
        <Button type="submit" loading={check.isPending} disabled={!isComplete}>
          {texts.save}
        </Button>
        <Button variant="default" onClick={onClose}>
          {accessTexts.cancel}
        </Button>
      </div>
    </form>
  )
}

/** Operations on any of the chosen kinds, and those that the rule has already. */
function operationsOn(known: readonly ResourceWords[], { resources, operations }: PolicyRule): string[] {
  const names = resources.length === 0 ? ['all'] : resources
  const offered = known.filter(({ name }) => names.includes(name)).flatMap((each) => each.operations)
  return [...new Set(['All', ...offered, ...operations])]
}

function ConditionWords() {
  const [isOpen, setIsOpen] = useState(false)
  const words = useQuery({ ...conditionWordsQuery, enabled: isOpen })
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{texts.conditionWords}</summary>
      {words.isError && <Failure error={words.error} what={texts.notLoaded} />}
      <ul>
        {words.data?.map(({ name, description, examples }) => (
          <li key={name}>
            <code>{examples[0] ?? name}</code> {description}
          </li>
        ))}
      </ul>
    </details>
  )
}
