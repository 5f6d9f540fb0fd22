/** People, teams, roles, policies or bots: found by name, page by page, with the way to add one. */
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type AccessType, accessTexts as texts } from '../../texts/access.ts'
import { Bar } from '../../ui/bar.tsx'
import { onDemand } from '../../ui/on-demand.tsx'
import { Pager } from '../../ui/pager.tsx'
import { refused } from '../../ui/refused.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import { titleOf, typeLabel } from '../asset/asset.ts'
import { AssetIcon } from '../asset/asset-icon.tsx'
import { AssetLink } from '../asset/asset-link.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import classes from './access.module.css'
import { type AccessFilter, accessListQuery } from './access-api.ts'
import { columnsOf } from './columns.tsx'

const NewEntry = onDemand(() => import('./new-entry.tsx'), <Loading rows={4} label={texts.theForm} />)

interface AccessListProps {
  readonly type: AccessType
  readonly filter: AccessFilter
}

export default function AccessList({ type, filter }: AccessListProps) {
  const navigate = useNavigate()
  const [isAdding, setIsAdding] = useState(false)
  const refusal = useRefusal(type)('Create')
  const words = texts.lists[type]
  const set = (change: AccessFilter): void => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value)
    void navigate({
      to: '/browse/$type',
      params: { type },
      search: Object.fromEntries(next),
      replace: true,
    })
  }
  const setLater = useDebouncedCallback(set, 250)
  const states = Object.entries(texts.states).filter(
    ([value]) => value !== 'administrators' || type === 'user',
  )
  return (
    <div className={assetClasses.page}>
      <Bar>
        <h1>{typeLabel(type, true)}</h1>
        <Button
          leftSection={<IconPlus size={15} />}
          disabled={isAdding}
          onClick={() => setIsAdding(true)}
          {...refused(refusal)}
        >
          {words.add}
        </Button>
      </Bar>
      {isAdding && <NewEntry type={type} onClose={() => setIsAdding(false)} />}
      <div className={classes.filters}>
        <TextInput
          aria-label={words.find}
          placeholder={words.find}
          defaultValue={filter.q ?? ''}
          onChange={(event) => setLater({ q: event.currentTarget.value.trim() })}
        />
        <SegmentedControl
          aria-label={texts.state}
          data={states.map(([value, label]) => ({ value, label }))}
          value={filter.state ?? ''}
          onChange={(state) => set({ state })}
        />
      </div>
      <Entries key={`${filter.q} ${filter.state}`} type={type} filter={filter} />
    </div>
  )
}

function Entries({ type, filter }: AccessListProps) {
  // Cursors of the pages before this one: the API pages forward by cursor, and back is where we came from.
  const [cursors, setCursors] = useState<readonly string[]>([])
  const found = useQuery(accessListQuery(type, filter, cursors.at(-1)))
  const label = typeLabel(type, true)
  if (found.isPending) return <Loading rows={8} label={label} />
  if (found.isError)
    return <Failure error={found.error} what={texts.notLoaded} onRetry={() => void found.refetch()} />
  const { data, paging } = found.data
  if (data.length === 0) return <Empty title={texts.lists[type].none} />
  const columns = columnsOf(type)
  return (
    <section aria-label={label}>
      <div className={classes.scroll}>
        <table className={assetClasses.rows}>
          <thead>
            <tr>
              <th>{texts.total(label, paging.total)}</th>
              {columns.map(({ title }) => (
                <th key={title}>{title}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.map((entry) => (
              <tr key={entry.id}>
                <td>
                  <span className={assetClasses.name}>
                    <AssetIcon type={type} />
                    <AssetLink type={type} fqn={entry.fullyQualifiedName}>
                      {titleOf(entry)}
                    </AssetLink>
                  </span>
                  {entry.displayName && entry.displayName !== entry.name && (
                    <div className="dim">{entry.name}</div>
                  )}
                </td>
                {columns.map(({ title, cell }) => (
                  <td key={title}>{cell(entry)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager cursors={cursors} after={paging.after} onMove={setCursors} />
    </section>
  )
}
