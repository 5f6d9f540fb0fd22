/** Writes what a task or a suggestion decided to its entity: a description, tags, or an approval. */
import { type JsonPatch, problem, type TagLabel } from '@waymark/spec'
import type { EntityJson } from '../write-options.ts'
import { pointerTo, valueAt } from './entity-part.ts'
import { standardLabel } from './labels.ts'

type Value =
  | { readonly member: 'description'; readonly text: string }
  | { readonly member: 'tags'; readonly labels: readonly TagLabel[] }
  | { readonly member: 'entityStatus'; readonly text: 'Approved' | 'Rejected' }

const memberOf: Readonly<Record<string, Value['member']>> = {
  RequestDescription: 'description',
  UpdateDescription: 'description',
  RequestTag: 'tags',
  UpdateTag: 'tags',
  RequestApproval: 'entityStatus',
}

/** The member that a type of task is about; undefined where resolving writes nothing. */
export function memberOfTask(type: string): Value['member'] | undefined {
  return memberOf[type]
}

const approvals: Readonly<Record<string, 'Approved' | 'Rejected'>> = {
  approved: 'Approved',
  approve: 'Approved',
  rejected: 'Rejected',
  reject: 'Rejected',
}

/** What the text of a resolution means. @throws problem `body-invalid` */
export function decidedValue(member: Value['member'], text: string): Value {
  if (member === 'description') return { member, text }
  if (member === 'tags') return { member, labels: readLabels(text) }
  const decided = approvals[text.trim().toLowerCase()]
  if (decided === undefined)
    throw problem('body-invalid', { field: 'newValue', expected: 'approved or rejected.' })
  return { member, text: decided }
}

function readLabels(text: string): TagLabel[] {
  const expected = 'a JSON array of tag labels, each with a tagFQN.'
  let parsed: unknown
  try {
    parsed = JSON.parse(text === '' ? '[]' : text)
  } catch {
    throw problem('body-invalid', { field: 'newValue', expected })
  }
  if (!Array.isArray(parsed)) throw problem('body-invalid', { field: 'newValue', expected })
  return parsed.map((one: unknown) => {
    const label = standardLabel(one)
    if (!label) throw problem('body-invalid', { field: 'newValue', expected })
    return label
  })
}

/** A tier is no tag that people propose; it stays. */
function isTier(label: { readonly tagFQN: string }): boolean {
  return label.tagFQN.startsWith('Tier.')
}

/**
 * The patch that writes a value where a link leads.
 * @param part - what follows the entity's name in the link
 * @param mode - `replace` the tags that are there, or `add` to them
 */
export function patchFor(
  entity: EntityJson,
  part: string | undefined,
  value: Value,
  mode: 'replace' | 'add' = 'replace',
): JsonPatch {
  const path = value.member === 'entityStatus' ? '/entityStatus' : pointerTo(entity, part, value.member)
  const present = valueAt(entity, path)
  const op = present === undefined ? 'add' : 'replace'
  if (value.member !== 'tags') return [{ op, path, value: value.text }]
  const there = (Array.isArray(present) ? present : []) as readonly TagLabel[] // labels of a stored entity
  const kept = mode === 'add' ? there : there.filter((label) => isTier(label) && !value.labels.some(isTier))
  const names = new Set(kept.map(({ tagFQN, source }) => `${source} ${tagFQN}`))
  const added = value.labels.filter(({ tagFQN, source }) => !names.has(`${source} ${tagFQN}`))
  return [{ op, path, value: [...kept, ...added] }]
}
