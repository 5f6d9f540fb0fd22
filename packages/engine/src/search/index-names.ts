/** Index names as clients write them, as the entity types behind them. */
import type { AnyDefinition, Registry } from '@waymark/spec'
import { problem } from '@waymark/spec'

/** Index names of what is not searched here, which the published clients nevertheless ask. They hold nothing. */
const reports = /_report_data_index$|^entity_report_data_index$|^di-data-assets/

/** Types that are no data assets, though they are found. */
const people = new Set(['user', 'team', 'role', 'policy', 'bot', 'persona'])

export interface IndexNames {
  /**
   * Types behind a comma-separated list; undefined stands for every type.
   * @throws problem `parameter-invalid` for a name that nothing answers to
   */
  typesOf(index: string | undefined): readonly string[] | undefined
  indexOf(type: string): string
}

function words(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** A table answers to `table_search_index`, `table` and `tables`. */
function namesOf(definition: AnyDefinition): string[] {
  const { type, collection, search } = definition
  const last = collection.slice(collection.lastIndexOf('/') + 1)
  return [search?.index ?? '', `${words(type)}_search_index`, type, words(type), last]
}

export function createIndexNames(registry: Registry): IndexNames {
  const searched = registry.all.filter((definition) => definition.search !== undefined)
  const known = new Map<string, string[]>()
  const add = (name: string, type: string) => known.set(name, [...(known.get(name) ?? []), type])
  for (const definition of searched) {
    for (const name of new Set(namesOf(definition))) add(name, definition.type)
    if (!people.has(definition.type)) add('dataAsset', definition.type)
  }
  const notSearched = new Set(registry.all.filter((one) => one.search === undefined).flatMap(namesOf))
  const indexes = new Map(searched.map(({ type, search }) => [type, search?.index ?? type]))
  return {
    typesOf(index) {
      const asked = (index ?? 'all').split(',').map((name) => name.trim().replace(/^openmetadata_/, ''))
      if (asked.some((name) => name === 'all' || name === '' || name === '_all' || name === '*'))
        return undefined
      const types = asked.flatMap((name) => {
        const found = known.get(name) ?? known.get(name.replace(/_search_index$/, ''))
        if (found) return found
        // A type that exists but is not searched, or a report: an index without documents.
        if (notSearched.has(name) || reports.test(name)) return []
        const expected = `an index name, e.g. all, dataAsset, ${[...indexes.values()].slice(0, 3).join(', ')}; '${name}' is none.`
        throw problem('parameter-invalid', { parameter: 'index', expected })
      })
      return [...new Set(types)]
    },
    indexOf: (type) => indexes.get(type) ?? type,
  }
}
