/** The versions of an asset and what each of them changed. */
import { queryOptions } from '@tanstack/react-query'
import type { ChangeDescription, FieldChange } from '@waymark/spec'
import { call } from '../../api/http.ts'
import { versionsTexts as texts } from '../../texts/versions.ts'
import { type Asset, assetType } from '../asset/asset.ts'

export type VersionedAsset = Asset & { readonly changeDescription?: ChangeDescription }

export function versionsQuery(type: string, id: string) {
  return queryOptions({
    queryKey: ['versions', id],
    queryFn: async ({ signal }): Promise<readonly VersionedAsset[]> => {
      const collection = assetType(type)?.collection ?? type
      const { data } = await call<{ versions: readonly string[] }>(`${collection}/${id}/versions`, { signal })
      // Each version is the JSON text of the entity as it was stored.
      return data.versions.map((text) => JSON.parse(text) as VersionedAsset)
    },
  })
}

export interface Change {
  readonly field: string
  readonly kind: 'added' | 'changed' | 'removed'
  readonly before: string
  readonly after: string
}

/** A value as people read it: texts as they are, lists by their names. */
export function readable(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') {
    // Some clients store lists and objects as JSON text.
    if (!/^[[{]/.test(value)) return value
    try {
      return readable(JSON.parse(value))
    } catch {
      return value
    }
  }
  if (Array.isArray(value)) return value.map(readable).join(', ')
  if (typeof value !== 'object') return String(value)
  const named = ['tagFQN', 'displayName', 'name', 'fullyQualifiedName', 'constraintType', 'id'].find(
    (member) => member in value,
  )
  return named === undefined ? JSON.stringify(value) : String(Reflect.get(value, named))
}

export function changesOf(description: ChangeDescription | undefined): Change[] {
  const as = (kind: Change['kind'], changes: readonly FieldChange[] | undefined): Change[] =>
    (changes ?? []).map(({ name, oldValue, newValue }) => ({
      field: fieldName(name),
      kind,
      before: readable(oldValue),
      after: readable(newValue),
    }))
  return [
    ...as('added', description?.fieldsAdded),
    ...as('changed', description?.fieldsUpdated),
    ...as('removed', description?.fieldsDeleted),
  ]
}

/** `columns.total.description` as `columns › total › description`. */
export function fieldName(path: string): string {
  return path.replaceAll('.', ' › ')
}

/** One line for the list: `description changed, tags added`. */
export function summaryOf(description: ChangeDescription | undefined): string {
  const changes = changesOf(description)
  if (changes.length === 0) return texts.firstVersion
  const shown = changes.slice(0, 3).map(({ field, kind }) => `${field} ${texts.verbs[kind]}`)
  return changes.length > 3 ? texts.more(shown.join(', '), changes.length - 3) : shown.join(', ')
}
