/** Tag labels as people propose them: what is left out is what a person means by hand. */
import type { TagLabel } from '@waymark/spec'
import { isObject } from '../json-body.ts'

/** Undefined for what is no label. Members that only readers see (name, colours) are left to the engine. */
export function standardLabel(value: unknown): TagLabel | undefined {
  if (!isObject(value) || typeof value.tagFQN !== 'string' || value.tagFQN === '') return undefined
  const source = value.source === 'Glossary' ? 'Glossary' : 'Classification'
  return {
    tagFQN: value.tagFQN,
    source,
    labelType: typeof value.labelType === 'string' ? value.labelType : 'Manual',
    state: 'Confirmed',
  } as TagLabel // the vocabulary of labelType is the engine's to check when it writes
}
