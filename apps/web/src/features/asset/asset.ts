/** What the pages know about entity types and the members all assets share. */
import type { EntityReference, Table, TagLabel } from '@waymark/spec'

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
}

export type TableAsset = Table & { readonly databaseSchema?: EntityReference }

export interface AssetType {
  readonly type: string
  readonly label: string
  readonly plural: string
  /** Path below `/api/v1/`. */
  readonly collection: string
  /** Links to ask for beside what every answer has. */
  readonly fields: readonly string[]
  /** What is listed on its page, and the list's filter that names this asset. */
  readonly children?: { readonly type: string; readonly filter: string }
}

const owned = ['owners', 'tags', 'domains']

/** Types that have a page, parents before children. */
export const assetTypes: readonly AssetType[] = [
  {
    type: 'databaseService',
    label: 'Database service',
    plural: 'Database services',
    collection: 'services/databaseServices',
    fields: owned,
    children: { type: 'database', filter: 'service' },
  },
  {
    type: 'database',
    label: 'Database',
    plural: 'Databases',
    collection: 'databases',
    fields: owned,
    children: { type: 'databaseSchema', filter: 'database' },
  },
  {
    type: 'databaseSchema',
    label: 'Schema',
    plural: 'Schemas',
    collection: 'databaseSchemas',
    fields: owned,
    children: { type: 'table', filter: 'databaseSchema' },
  },
  { type: 'table', label: 'Table', plural: 'Tables', collection: 'tables', fields: owned },
  {
    type: 'storedProcedure',
    label: 'Stored procedure',
    plural: 'Stored procedures',
    collection: 'storedProcedures',
    fields: owned,
  },
  {
    type: 'ingestionPipeline',
    label: 'Ingestion pipeline',
    plural: 'Ingestion pipelines',
    collection: 'services/ingestionPipelines',
    fields: ['owners'],
  },
  { type: 'team', label: 'Team', plural: 'Teams', collection: 'teams', fields: ['owners', 'users'] },
  {
    type: 'user',
    label: 'Person',
    plural: 'People',
    collection: 'users',
    fields: ['teams', 'roles', 'owns'],
  },
  {
    type: 'classification',
    label: 'Classification',
    plural: 'Classifications',
    collection: 'classifications',
    fields: ['owners'],
    children: { type: 'tag', filter: 'parent' },
  },
  { type: 'tag', label: 'Tag', plural: 'Tags', collection: 'tags', fields: ['owners'] },
]

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
