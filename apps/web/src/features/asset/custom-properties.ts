/** Custom properties: which there are, what a value of each is called in a form, and the way back from there. */
import { queryOptions } from '@tanstack/react-query'
import type { CustomProperty, MetadataType, PropertyType } from '@waymark/spec'
import { call } from '../../api/http.ts'
import { customPropertyTexts as texts } from '../../texts/custom-properties.ts'
import { toLocalTime } from '../../ui/local-time.ts'

export function customPropertiesQuery(type: string) {
  return queryOptions({
    queryKey: ['custom-properties', type],
    queryFn: async ({ signal }) =>
      (await call<MetadataType>(`metadata/types/name/${encodeURIComponent(type)}`, { signal })).data
        .customProperties ?? [],
    staleTime: 300_000,
  })
}

export const typeOf = ({ propertyType }: CustomProperty): PropertyType => propertyType.name as PropertyType // the server knows no other

export const labelOf = ({ name, displayName }: CustomProperty): string => displayName || name

/** Types whose values are written over several lines. */
export const isLong = (type: PropertyType): boolean =>
  type === 'markdown' || type === 'sqlQuery' || type === 'table-cp'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface Config {
  readonly values?: readonly string[]
  readonly multiSelect?: boolean
  readonly columns?: readonly string[]
}

function configOf({ customPropertyConfig }: CustomProperty): Config {
  const { config } = customPropertyConfig ?? {}
  return isObject(config) ? (config as Config) : {} // an enumeration's or a table's
}

export const choicesOf = (property: CustomProperty): readonly string[] => configOf(property).values ?? []
export const takesSeveral = (property: CustomProperty): boolean => configOf(property).multiSelect === true
export const columnsOf = (property: CustomProperty): readonly string[] => configOf(property).columns ?? []

/** The search indexes of what a reference may point at. */
export function indexesOf({ customPropertyConfig }: CustomProperty): string {
  const { config } = customPropertyConfig ?? {}
  return Array.isArray(config) && config.length > 0
    ? config
        .map((type) => `${type.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_search_index`)
        .join(',')
    : 'all'
}

interface Link {
  readonly url: string
  readonly text: string
}

/** Only addresses of the web: what others wrote is not to be trusted with any other scheme. */
export function linkOf(value: unknown): Link | undefined {
  const { url, displayText } = isObject(value) ? value : {}
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url)) return undefined
  return { url, text: typeof displayText === 'string' && displayText !== '' ? displayText : url }
}

/** Cells by row, in the order of the property's columns. */
export function rowsOf(property: CustomProperty, value: unknown): readonly (readonly string[])[] {
  const rows = isObject(value) && Array.isArray(value.rows) ? value.rows.filter(isObject) : []
  return rows.map((row) => columnsOf(property).map((column) => String(row[column] ?? '')))
}

/** What a form shows of a value; several choices stand on lines of their own. */
export function draftOf(property: CustomProperty, value: unknown): string {
  if (value === undefined || value === null) return ''
  switch (typeOf(property)) {
    case 'timestamp':
      return toLocalTime(Number(value))
    case 'timeInterval':
      return isObject(value) ? `${toLocalTime(Number(value.start))}/${toLocalTime(Number(value.end))}` : ''
    case 'enum':
      return [value].flat().join('\n')
    case 'hyperlink-cp': {
      const { url = '', displayText = '' } = isObject(value) ? value : {}
      return [url, displayText].join(' ').trim()
    }
    case 'table-cp':
      return rowsOf(property, value)
        .map((cells) => cells.join(' | '))
        .join('\n')
    default:
      return String(value)
  }
}

/**
 * The value that a form's text means; undefined where it is empty, which unsets the property.
 * @throws Error saying what is wrong; everything else is the server's to judge
 */
export function valueIn(property: CustomProperty, draft: string): unknown {
  const text = draft.trim()
  if (text === '') return undefined
  switch (typeOf(property)) {
    case 'integer':
    case 'number': {
      const value = Number(text)
      if (Number.isNaN(value)) throw new Error(texts.wrong.number)
      return value
    }
    case 'timestamp':
      return Date.parse(text)
    case 'timeInterval': {
      const [start = Number.NaN, end = Number.NaN] = text.split('/').map((moment) => Date.parse(moment))
      if (Number.isNaN(start) || Number.isNaN(end)) throw new Error(texts.wrong.interval)
      return { start, end }
    }
    case 'enum':
      return text.split('\n')
    case 'hyperlink-cp': {
      const [url, ...words] = text.split(/\s+/)
      return words.length > 0 ? { url, displayText: words.join(' ') } : { url }
    }
    case 'table-cp': {
      const columns = columnsOf(property)
      const rows = text.split('\n').map((line) => {
        const cells = line.split('|')
        return Object.fromEntries(columns.map((column, at) => [column, (cells[at] ?? '').trim()]))
      })
      return { columns, rows }
    }
    default:
      return text
  }
}

/** An extension with a property set, or without it. */
export function withValue(extension: Json, name: string, value: unknown): Json {
  const { [name]: _before, ...others } = extension
  return value === undefined ? others : { ...others, [name]: value }
}
