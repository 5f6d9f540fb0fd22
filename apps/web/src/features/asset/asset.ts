/** What the pages know about entity types and the members all assets share. */
import assetTypes from 'virtual:asset-types'
import type { EntityReference, Table, TagLabel } from '@waymark/spec'
import type { AssetType } from './asset-type.ts'

/** The members that pages read of any entity. */
export interface Asset {
  readonly id: string
  readonly name: string
  readonly fullyQualifiedName: string
  readonly displayName?: string
  readonly description?: string
  readonly version: number
  readonly updatedAt: number
  readonly updatedBy: string
  readonly deleted?: boolean
  readonly owners?: readonly EntityReference[]
  readonly tags?: readonly TagLabel[]
  readonly service?: EntityReference
  readonly serviceType?: string
  readonly database?: EntityReference
  readonly databaseSchema?: EntityReference
  readonly apiCollection?: EntityReference
  readonly spreadsheet?: EntityReference
  readonly classification?: EntityReference
  readonly glossary?: EntityReference
  readonly domains?: readonly EntityReference[]
  /** The nearest one above of the same family: a term of a term, a folder of a folder. */
  readonly parent?: EntityReference
}

export type TableAsset = Table & { readonly databaseSchema?: EntityReference }

const byType = new Map(assetTypes.map((known) => [known.type, known]))

export function assetType(type: string): AssetType | undefined {
  return byType.get(type)
}

export function typeLabel(type: string, plural = false): string {
  const known = byType.get(type)
  return (plural ? known?.plural : known?.label) ?? type
}

export function titleOf(asset: {
  readonly name?: string
  readonly displayName?: string
  readonly id?: string
}): string {
  return asset.displayName || asset.name || asset.id || ''
}

/** The tier among an asset's tags, e.g. `Tier1`. */
export function tierOf(tags: readonly TagLabel[] | undefined): TagLabel | undefined {
  return tags?.find((tag) => tag.tagFQN.startsWith('Tier.'))
}

export function plainTags(tags: readonly TagLabel[] | undefined): readonly TagLabel[] {
  return (tags ?? []).filter((tag) => !tag.tagFQN.startsWith('Tier.'))
}
