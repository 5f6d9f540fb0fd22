/** The command palette (Ctrl/⌘ K): jumps to any asset, and runs what the menus offer. */
import { Spotlight, spotlight } from '@mantine/spotlight'
import { paletteTexts as texts } from '../../texts/palette.ts'
import '@mantine/spotlight/styles.css'
import { useDebouncedValue } from '@mantine/hooks'
import { IconArrowRight, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { SearchAnswer } from '@waymark/client'
import { useEffect, useState } from 'react'
import { call, query } from '../../api/http.ts'
import { titleOf, typeLabel } from '../asset/asset.ts'
import { AssetIcon } from '../asset/asset-icon.tsx'
import type { HitSource } from '../search/search-api.ts'

export interface PaletteAction {
  readonly label: string
  readonly keys?: string
  readonly run: () => void
}

interface PaletteProps {
  readonly actions: readonly PaletteAction[]
  /** Counts up with each wish to open it. */
  readonly opening: number
}

export default function Palette({ actions, opening }: PaletteProps) {
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 100)
  const navigate = useNavigate()
  useEffect(() => {
    if (opening > 0) spotlight.open()
  }, [opening])
  const found = useQuery({
    queryKey: ['suggest', q],
    enabled: q !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await call<SearchAnswer>(`search/suggest${query({ q, size: 7 })}`, { signal })).data.hits.hits.map(
        (hit) => hit._source as unknown as HitSource, // the common members of every search document
      ),
  })
  const wanted = text.trim().toLowerCase()
  const offered = actions.filter(({ label }) => label.toLowerCase().includes(wanted))
  const assets = q === '' ? [] : (found.data ?? [])
  return (
    <Spotlight.Root
      query={text}
      onQueryChange={setText}
      shortcut={null}
      lockScroll={false}
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search
        placeholder={texts.prompt}
        aria-label={texts.commandPalette}
        leftSection={<IconSearch size={18} />}
      />
      <Spotlight.ActionsList>
        {wanted !== '' && (
          <Spotlight.Action
            label={texts.searchFor(text.trim())}
            leftSection={<IconSearch size={16} />}
            onClick={() => void navigate({ to: '/search', search: { q: text.trim() } })}
          />
        )}
        {assets.map((source) => (
          <Spotlight.Action
            key={source.id}
            label={titleOf(source)}
            description={`${typeLabel(source.entityType)} · ${source.fullyQualifiedName}`}
            leftSection={<AssetIcon type={source.entityType} tableType={source.tableType} />}
            onClick={() =>
              void navigate({
                to: '/$type/$fqn',
                params: { type: source.entityType, fqn: source.fullyQualifiedName },
                search: {},
              })
            }
          />
        ))}
        {offered.map((action) => (
          <Spotlight.Action
            key={action.label}
            label={action.label}
            leftSection={<IconArrowRight size={16} />}
            rightSection={action.keys ? <kbd>{action.keys}</kbd> : undefined}
            onClick={action.run}
          />
        ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
