/** What an asset consists of, found by where declarations keep it: columns, schema fields, tasks, features, rules, code. */
import type { EntityReference, TagLabel } from '@waymark/spec'
import { assetTexts as texts } from '../../texts/asset.ts'

export interface Part {
  readonly name: string
  readonly kind?: string | undefined
  readonly description?: string | undefined
  readonly tags?: readonly TagLabel[] | undefined
  readonly parts: readonly Part[]
}

export interface Structure {
  readonly title: string
  readonly parts: readonly Part[]
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function at(asset: Json, path: string): unknown {
  let value: unknown = asset
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined
  return value
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Lists of named parts, by path. Types that are declared later are found here as long as they keep to these names. */
const lists: readonly (readonly [path: string, title: string])[] = [
  ['columns', texts.lists.columns],
  ['dataModel.columns', texts.lists.columns],
  ['messageSchema.schemaFields', texts.messageFields],
  ['requestSchema.schemaFields', texts.requestFields],
  ['responseSchema.schemaFields', texts.responseFields],
  ['fields', texts.lists.fields],
  ['schema', texts.promisedSchema],
  ['mlFeatures', texts.lists.features],
  ['mlHyperParameters', texts.lists.hyperParameters],
  ['tasks', texts.lists.tasks],
  ['rules', texts.lists.rules],
  ['semantics', texts.lists.semantics],
  ['parameterDefinition', texts.lists.parameters],
  ['parameterValues', texts.parameterValues],
  ['steps', texts.lists.steps],
  ['tools', texts.lists.tools],
  ['prompts', texts.lists.prompts],
]

const kinds = ['dataTypeDisplay', 'dataType', 'taskType', 'effect', 'optionType', 'value']

function partOf(value: unknown): Part[] {
  if (!isObject(value)) return []
  const name = text(value.displayName) ?? text(value.name)
  if (name === undefined) return []
  const nested = Array.isArray(value.children) ? value.children : []
  return [
    {
      name,
      kind: kinds.map((member) => text(value[member])).find(Boolean),
      description: text(value.description),
      tags: Array.isArray(value.tags) ? (value.tags as TagLabel[]) : undefined, // declared so wherever there are tags
      parts: nested.flatMap(partOf),
    },
  ]
}

/** The parts of an asset, list by list; lists that are empty or missing are left out. */
export function structuresOf(asset: object): Structure[] {
  return lists.flatMap(([path, title]) => {
    const list = at(asset as Json, path)
    const parts = Array.isArray(list) ? list.flatMap(partOf) : []
    return parts.length > 0 ? [{ title, parts }] : []
  })
}

const codes: readonly (readonly [path: string, title: string])[] = [
  ['query', texts.query],
  ['sql', texts.sql],
  ['storedProcedureCode.code', texts.code],
  ['metricExpression.code', texts.expression],
  ['sqlExpression', texts.sqlExpression],
  ['schemaDefinition', texts.sqlDefinition],
  ['messageSchema.schemaText', texts.messageSchema],
]

export function codesOf(asset: object): { readonly title: string; readonly code: string }[] {
  return codes.flatMap(([path, title]) => {
    const code = text(at(asset as Json, path))
    return code === undefined ? [] : [{ title, code }]
  })
}

/** Members that stand elsewhere on the page, or mean nothing to a reader. */
const shownElsewhere = new Set([
  'name',
  'displayName',
  'description',
  'fullyQualifiedName',
  'href',
  'deleted',
  'updatedAt',
  'updatedBy',
  'serviceType',
  ...codes.map(([path]) => path),
])

/** Plain members as words and text, in the order in which the server sends them. */
export function factsOf(asset: object): { readonly member: string; readonly value: string }[] {
  return Object.entries(asset).flatMap(([member, value]) => {
    if (shownElsewhere.has(member)) return []
    if (typeof value === 'string' && value !== '') return [{ member, value }]
    if (typeof value === 'number' || typeof value === 'boolean') {
      return [{ member, value: factText(member, value) }]
    }
    const isList = Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')
    return isList ? [{ member, value: value.join(', ') }] : []
  })
}

/** Ten years either side of 2030 in milliseconds: no other number of an asset is in there. */
const aroundNow = [1_577_836_800_000, 2_208_988_800_000] as const

function factText(member: string, value: number | boolean): string {
  if (typeof value === 'boolean') return value ? texts.isSo : texts.isNot
  const isTime = /(At|Date|Time|timestamp)$/.test(member) && value > aroundNow[0] && value < aroundNow[1]
  return isTime ? new Date(value).toLocaleString('en') : value.toLocaleString('en')
}

const isReference = (value: unknown): value is EntityReference =>
  isObject(value) && typeof value.id === 'string' && typeof value.type === 'string'

/** The references of one link, whether it holds one or many, and whatever stands around each. */
export function referencesOf(asset: object, link: string): EntityReference[] {
  const value = (asset as Json)[link]
  return [value].flat().flatMap((each) => {
    if (isReference(each)) return [each]
    return isObject(each) ? Object.values(each).filter(isReference) : []
  })
}
