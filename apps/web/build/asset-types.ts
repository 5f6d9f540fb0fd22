/** What the pages know of each entity type, taken from the declarations at build time: a new type gets a page by itself. */
import { type AnyDefinition, createRegistry } from '@waymark/spec'
import type { Plugin } from 'vite'
import type { AssetType } from '../src/features/asset/asset-type.ts'

const id = 'virtual:asset-types'

/** Names that are not their label's words. */
const names: Readonly<Record<string, readonly [label: string, plural: string]>> = {
  user: ['Person', 'People'],
  databaseSchema: ['Schema', 'Schemas'],
  workflow: ['Automation', 'Automations'],
  app: ['Application', 'Applications'],
  appMarketPlaceDefinition: ['Application on offer', 'Applications on offer'],
  kpi: ['KPI', 'KPIs'],
}

/** Links that a page shows as more than a list of references, or not at all. */
const notListed = new Set(['owners', 'domains', 'followers', 'dataContract', 'ingestionRunner', 'assets'])

/** Types that hang below an asset without being a part of it. */
const notContained = new Set(['dataContract', 'testSuite', 'query'])

function labelOf({ label }: AnyDefinition): string {
  const words = label
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .map((word) => (/^(api|mcp)$/i.test(word) ? word.toUpperCase() : word.toLowerCase()))
    .join(' ')
    .replace(/^ml ?model/, 'ML model')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function pluralOf(label: string): string {
  return /[^aeiou]y$/.test(label)
    ? `${label.slice(0, -1)}ies`
    : `${label}${/(s|x|ch)$/.test(label) ? 'es' : 's'}`
}

/** Parents stand before their children, as in the registry. */
export function assetTypesOf(definitions: readonly AnyDefinition[]): AssetType[] {
  return definitions.map((definition) => {
    const { type, collection, relations, traits } = definition
    const [label, plural] = names[type] ?? [labelOf(definition), pluralOf(labelOf(definition))]
    const children = definitions.flatMap((other) => {
      if (notContained.has(other.type) || !other.parent) return []
      const { types, field, nested } = other.parent
      if (types.includes(type)) return [{ type: other.type, filter: field }]
      return nested?.types.includes(type) ? [{ type: other.type, filter: nested.field }] : []
    })
    const contained = new Set(children.map((child) => child.type))
    const links = Object.entries(relations)
      .filter(
        ([name, { to, hidden }]) =>
          !hidden && !notListed.has(name) && !to.every((each) => contained.has(each)),
      )
      .map(([name]) => name)
    const shown = ['owners', 'domains', 'tags'].filter((name) => definition.selectable.includes(name))
    return {
      type,
      label,
      plural,
      collection,
      fields: [...shown, ...links],
      links,
      children,
      hasLineage: traits.includes('lifeCycle'),
      hasOwners: 'owners' in relations,
      hasTags: traits.includes('tags'),
      hasFollowers: 'followers' in relations,
    }
  })
}

export function assetTypes(): Plugin {
  return {
    name: 'waymark-asset-types',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (requested) =>
      requested === `\0${id}`
        ? `export default ${JSON.stringify(assetTypesOf(createRegistry().all))}`
        : undefined,
  }
}
