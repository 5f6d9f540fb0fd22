/** Gives words another name or place, and takes the page along that shows them or what is below them. */
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { announceSaved } from '../../ui/saved-notice.tsx'
import type { Asset } from '../asset/asset.ts'
import type { Vocabulary } from './vocabulary.ts'
import { keepAnswer, refreshWords } from './vocabulary-api.ts'

/** One change of a name or place, and the one that takes it back. */
export interface Relocation {
  readonly type: string
  readonly word: Asset
  readonly send: (word: Asset) => Promise<Asset>
  readonly takeBack: (word: Asset) => Promise<Asset>
  readonly saved: (after: Asset) => string
}

/** @param shown - fully qualified name of what the page is about */
export function useRelocation(vocabulary: Vocabulary, shown: string): (change: Relocation) => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  const page = useRef(shown)
  useEffect(() => {
    page.current = shown
  }, [shown])

  const run = async (type: string, before: Asset, send: (word: Asset) => Promise<Asset>): Promise<Asset> => {
    const after = await send(before)
    const [from, to] = [before.fullyQualifiedName, after.fullyQualifiedName]
    const isShown = page.current === from
    if (from !== to && (isShown || page.current.startsWith(`${from}.`))) {
      keepAnswer(client, type, before, after)
      const params = { type: isShown ? type : vocabulary.item, fqn: to + page.current.slice(from.length) }
      await navigate({ to: '/$type/$fqn', params, search: {}, replace: true })
    }
    await refreshWords(client, vocabulary)
    return after
  }
  return async ({ type, word, send, takeBack, saved }) => {
    const after = await run(type, word, send)
    announceSaved(saved(after), async () => {
      await run(type, after, takeBack)
    })
  }
}
