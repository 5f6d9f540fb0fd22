/** The clients of the 0.13 line: one owner instead of many, other names, and models that refuse every unknown member. */
import type { TSchema } from '@sinclair/typebox'
import type { JsonPatch } from '@waymark/spec'
import { type ClientGeneration, withoutNulls } from '../generation.ts'
import { newestName } from '../rules.ts'
import { rulesOf, translateDown, translatePointer, translateUp } from '../translate.ts'
import { newestQuery } from './query.ts'
import { shapes0_13 } from './shapes.ts'

/** `/tags/7`, `/columns/0/tags/7`: this generation counts the table's tags where it means the column's, and its own may be stale. */
const tagAtIndex = /\/tags\/\d+$/

function patchOperation(label: string, operation: JsonPatch[number]): JsonPatch[number] {
  const { path, value } = translatePointer(shapes0_13, label, operation.path)
  const result = { ...operation, path }
  if (operation.op === 'add') result.path = path.replace(tagAtIndex, '/tags/-')
  if (operation.from !== undefined) result.from = translatePointer(shapes0_13, label, operation.from).path
  if ('value' in operation) {
    const given: unknown = operation.value
    result.value = given === null ? null : value(withoutNulls(given))
  }
  return result
}

export const generation0_13: ClientGeneration = {
  id: '0.13',
  isNewest: false,
  request: (schema: TSchema, body: unknown) => translateUp(shapes0_13, schema, withoutNulls(body)),
  patch: (label, patch) => patch.map((operation) => patchOperation(label, operation)),
  // Its `patch_tag` goes to the tables, whatever it tags.
  misaddresses: (label, patch) => label === 'Table' && patch.every(({ path }) => tagAtIndex.test(path)),
  fields: (label, names) => names.map((name) => newestName(rulesOf(shapes0_13, label), name).name),
  knows: (label, name) => shapes0_13.shapes[label]?.known.has(name) ?? false,
  query: (schema, query) => newestQuery(shapes0_13, schema, query),
  answer: (schema, value, baseUrl) => translateDown(shapes0_13, schema, value, baseUrl),
}
