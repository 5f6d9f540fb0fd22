/** Loads lineage one hop at a time. */
import { useQuery } from '@tanstack/react-query'
import type { EntityLineage } from '@waymark/spec'
import { useCallback, useMemo, useState } from 'react'
import { call, query } from '../../api/http.ts'
import { announceFailed } from '../../ui/saved-notice.tsx'
import { type LineageGraph, mergeLineage, type Side } from './lineage-graph.ts'

async function readLineage(
  type: string,
  fqn: string,
  sides: readonly Side[],
  signal?: AbortSignal,
): Promise<EntityLineage> {
  const depths = {
    upstreamDepth: sides.includes('upstream') ? 1 : 0,
    downstreamDepth: sides.includes('downstream') ? 1 : 0,
  }
  const path = `lineage/${encodeURIComponent(type)}/name/${encodeURIComponent(fqn)}${query(depths)}`
  return (await call<EntityLineage>(path, signal ? { signal } : {})).data
}

const bothSides: readonly Side[] = ['upstream', 'downstream']

interface Growth {
  readonly answer: EntityLineage
  readonly sides: readonly Side[]
}

export function useLineage(type: string, fqn: string) {
  const first = useQuery({
    queryKey: ['lineage', type, fqn],
    queryFn: ({ signal }) => readLineage(type, fqn, bothSides, signal),
  })
  const [grown, setGrown] = useState<readonly Growth[]>([])
  const graph = useMemo((): LineageGraph | undefined => {
    if (!first.data) return undefined
    let all = mergeLineage(undefined, first.data, bothSides)
    for (const { answer, sides } of grown) all = mergeLineage(all, answer, sides)
    return all
  }, [first.data, grown])
  const expand = useCallback(async (node: { type: string; fullyQualifiedName?: string }, side: Side) => {
    try {
      const answer = await readLineage(node.type, node.fullyQualifiedName ?? '', [side])
      setGrown((before) => [...before, { answer, sides: [side] }])
    } catch (error) {
      announceFailed(error)
    }
  }, [])
  return { first, graph, expand, reset: () => setGrown([]), isGrown: grown.length > 0 }
}
