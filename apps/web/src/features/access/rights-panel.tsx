/** What somebody may do and why: one question answered with the rule that decides, and all policies that apply. */
import { Button, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { accessTexts } from '../../texts/access.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import { wordsOf } from '../asset/words.ts'
import classes from './access.module.css'
import { explainRight, resourcesQuery, rightsQuery } from './access-api.ts'

const texts = accessTexts.why

interface RightsPanelProps {
  /** Name of the account. */
  readonly name: string
  /** The account is the one that looks. */
  readonly isSelf: boolean
}

export function RightsPanel({ name, isSelf }: RightsPanelProps) {
  return (
    <div className={classes.panel}>
      <Question name={name} isSelf={isSelf} />
      <Overview name={name} isSelf={isSelf} />
    </div>
  )
}

function Question({ name, isSelf }: RightsPanelProps) {
  const resources = useQuery(resourcesQuery)
  const [resource, setResource] = useState('table')
  const [operation, setOperation] = useState('EditDescription')
  const [fqn, setFqn] = useState('')
  const explain = useMutation({
    mutationFn: () =>
      explainRight({
        ...(!isSelf && { user: name }),
        ...{ resource, operation },
        ...(fqn.trim() !== '' && { fqn: fqn.trim() }),
      }),
    gcTime: 0,
  })
  if (resources.isPending) return <Loading rows={3} label={texts.title} />
  if (resources.isError)
    return <Failure error={resources.error} what={texts.notLoaded} onRetry={() => void resources.refetch()} />
  const known = resources.data.filter(({ name: kind }) => kind !== 'all')
  const operations = known.find(({ name: kind }) => kind === resource)?.operations ?? []
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    explain.mutate()
  }
  return (
    <section aria-labelledby="why" className={classes.panel}>
      <h2 id="why">{isSelf ? texts.titleOwn : texts.title}</h2>
      <p className="dim">{texts.explanation}</p>
      <form className={classes.form} onSubmit={submit}>
        <Select
          label={texts.resource}
          data={known.map(({ name: value }) => ({ value, label: wordsOf(value) }))}
          value={resource}
          searchable
          allowDeselect={false}
          onChange={(value) => value !== null && setResource(value)}
        />
        <Select
          label={texts.operation}
          data={operations
            .filter((value) => value !== 'All')
            .map((value) => ({ value, label: wordsOf(value) }))}
          value={operation}
          searchable
          allowDeselect={false}
          onChange={(value) => value !== null && setOperation(value)}
        />
        <TextInput
          label={texts.fqn}
          description={texts.fqnHint}
          value={fqn}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setFqn(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" loading={explain.isPending}>
            {texts.ask}
          </Button>
        </div>
      </form>
      {explain.isError && <Failure error={explain.error} what={texts.failed} />}
      {explain.data && (
        <p role="status">
          <strong>{explain.data.allowed ? texts.allowed : texts.refused}.</strong> {explain.data.reason}
        </p>
      )}
    </section>
  )
}

function Overview({ name, isSelf }: RightsPanelProps) {
  const rights = useQuery(rightsQuery(name, isSelf))
  if (rights.isPending) return <Loading rows={4} label={texts.from} />
  if (rights.isError)
    return <Failure error={rights.error} what={texts.notLoaded} onRetry={() => void rights.refetch()} />
  const { isAdmin, policies } = rights.data
  return (
    <section aria-labelledby="from" className={classes.panel}>
      <h2 id="from">{texts.from}</h2>
      {isAdmin && <p>{texts.allRights}</p>}
      {!isAdmin && policies.length === 0 && <Empty title={texts.none} />}
      {policies.length > 0 && (
        <div className={classes.scroll}>
          <table className={assetClasses.rows}>
            <thead>
              <tr>
                <th>{texts.policy}</th>
                <th>{texts.grantedBy}</th>
                <th>{texts.rules}</th>
              </tr>
            </thead>
            <tbody>
              {policies.map(({ name: policy, grantedBy, rules }) => (
                <tr key={`${policy} ${grantedBy}`}>
                  <td>{policy}</td>
                  <td>{grantedBy ?? accessTexts.nothing}</td>
                  <td>{rules.map((rule) => rule.name).join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
