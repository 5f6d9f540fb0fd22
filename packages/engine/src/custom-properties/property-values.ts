/** What a value of each type of custom property is: answers what is wrong with one, in words. */
import { type CustomProperty, isUuid, type PropertyType } from '@waymark/spec'
import { isObject } from '../json-body.ts'
import { matchesFormat } from './date-format.ts'

type Config = NonNullable<CustomProperty['customPropertyConfig']>['config']

/** Longest text of a value. */
const longest = 1_000_000

const isMoment = (value: unknown) => typeof value === 'number' && Number.isSafeInteger(value)

const text = (value: unknown) =>
  typeof value === 'string' && value.length <= longest ? undefined : 'a text.'

const formatted =
  (fallback: string) =>
  (value: unknown, config: Config): string | undefined => {
    const format = typeof config === 'string' && config !== '' ? config : fallback
    return typeof value === 'string' && matchesFormat(format, value) ? undefined : `a text like ${format}.`
  }

function unlisted(value: unknown, config: Config): string | undefined {
  const { values = [], multiSelect = false } = isEnumConfig(config) ? config : {}
  const given = Array.isArray(value) ? value : [value]
  const stranger = given.find((one) => typeof one !== 'string' || !values.includes(one))
  if (stranger !== undefined || given.length === 0) {
    return `one of ${values.slice(0, 20).join(', ')}${values.length > 20 ? ', …' : ''}.`
  }
  return given.length > 1 && !multiSelect ? 'one value; the property does not take several.' : undefined
}

function isEnumConfig(config: Config): config is { values?: string[]; multiSelect?: boolean } {
  return isObject(config) && !('columns' in config)
}

function notReference(value: unknown, config: Config): string | undefined {
  const allowed = Array.isArray(config) ? config : []
  const { id, type } = isObject(value) ? value : {}
  if (typeof id !== 'string' || !isUuid(id) || typeof type !== 'string')
    return 'a reference {"id": …, "type": …}.'
  return allowed.length === 0 || allowed.includes(type)
    ? undefined
    : `a reference to ${allowed.join(' or ')}.`
}

function notTable(value: unknown, config: Config): string | undefined {
  const columns = isObject(config) && 'columns' in config ? config.columns : []
  const rows = isObject(value) ? value.rows : undefined
  if (!Array.isArray(rows) || rows.length > 10_000) return 'an object with a list of at most 10000 rows.'
  const named = isObject(value) && value.columns !== undefined ? value.columns : columns
  if (!Array.isArray(named) || named.some((name) => !columns.includes(String(name)))) {
    return `columns among ${columns.join(', ')}.`
  }
  const bad = rows.findIndex(
    (row) =>
      !isObject(row) ||
      Object.entries(row).some(([name, cell]) => !columns.includes(name) || typeof cell !== 'string'),
  )
  return bad === -1 ? undefined : `texts under ${columns.join(', ')} in row ${bad + 1}.`
}

function notLink(value: unknown): string | undefined {
  const { url, displayText } = isObject(value) ? value : {}
  const isWeb = typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
  if (!isWeb) return 'an object with an http or https address as url.'
  return displayText === undefined || typeof displayText === 'string' ? undefined : 'a text as displayText.'
}

function notInterval(value: unknown): string | undefined {
  const { start, end } = isObject(value) ? value : {}
  const right = isMoment(start) && isMoment(end) && Number(start) <= Number(end)
  return right ? undefined : 'an object with start and end in milliseconds since 1970, start first.'
}

const duration = /^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/

/** By type: what was expected of a value that is none, or nothing. */
const checks: Readonly<Record<PropertyType, (value: unknown, config: Config) => string | undefined>> = {
  string: text,
  markdown: text,
  sqlQuery: text,
  email: (value) =>
    typeof value === 'string' && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) && value.length <= 254
      ? undefined
      : 'an e-mail address.',
  integer: (value) => (Number.isSafeInteger(value) ? undefined : 'a whole number.'),
  number: (value) => (typeof value === 'number' ? undefined : 'a number.'),
  timestamp: (value) => (isMoment(value) ? undefined : 'a time in milliseconds since 1970.'),
  timeInterval: notInterval,
  duration: (value) =>
    typeof value === 'string' && duration.test(value) ? undefined : 'a duration like P1DT12H.',
  'date-cp': formatted('yyyy-MM-dd'),
  'dateTime-cp': formatted("yyyy-MM-dd'T'HH:mm:ss"),
  'time-cp': formatted('HH:mm:ss'),
  enum: unlisted,
  entityReference: notReference,
  entityReferenceList: (value, config) => {
    if (!Array.isArray(value) || value.length > 1000) return 'a list of at most 1000 references.'
    return value.map((one) => notReference(one, config)).find((wrong) => wrong !== undefined)
  },
  'table-cp': notTable,
  'hyperlink-cp': notLink,
}

/** What was expected of a value of the property; undefined when the value is one. */
export function expectedOf(property: CustomProperty, value: unknown): string | undefined {
  const check = checks[property.propertyType.name as PropertyType] // stored by putProperty, which knows the types
  return check(value, property.customPropertyConfig?.config)
}
