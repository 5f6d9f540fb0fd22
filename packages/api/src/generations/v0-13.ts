/** The clients of the 0.13 line: one owner instead of many, other names, and models that refuse every unknown member. */
import type { TSchema } from '@sinclair/typebox'
import type { JsonPatch } from '@waymark/spec'
import { type ClientGeneration, withoutNulls } from './generation.ts'
import { newestName } from './rules.ts'
import { translateDown, translateUp } from './translate.ts'
import { rules0_13 } from './v0-13-rules.ts'

/** `/columns/0/tags/7`: this generation counts the table's tags where it means the column's. */
const columnTag = /^(\/columns\/\d+(?:\/children\/\d+)*\/tags)\/\d+$/

/** Tag labels inside a patch stand at any depth; the pointer alone doesn't say so. */
function patchValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(patchValue)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, patchValue(each)]))
  return 'tagFQN' in members && members.source === 'Tag' ? { ...members, source: 'Classification' } : members
}

function patchOperation(label: string, operation: JsonPatch[number]): JsonPatch[number] {
  const rename = (pointer: string) => {
    const [, first = '', ...rest] = pointer.split('/')
    const { name, isList } = newestName(rules0_13[label], first)
    const path = ['', name, ...rest].join('/')
    return { path, isList: isList && rest.length === 0 }
  }
  const { path, isList } = rename(operation.path)
  const result = { ...operation, path }
  if (operation.op === 'add') result.path = path.replace(columnTag, '$1/-')
  if (operation.from !== undefined) result.from = rename(operation.from).path
  if ('value' in operation) {
    const value = patchValue(withoutNulls(operation.value))
    result.value = isList && value !== null ? [value] : value
  }
  return result
}

export const generation0_13: ClientGeneration = {
  id: '0.13',
  isNewest: false,
  request: (schema: TSchema, body: unknown) => translateUp(rules0_13, schema, withoutNulls(body)),
  patch: (label, patch) => patch.map((operation) => patchOperation(label, operation)),
  fields: (label, names) => names.map((name) => newestName(rules0_13[label], name).name),
  answer: (schema, value, baseUrl) => translateDown(rules0_13, schema, value, baseUrl),
}
