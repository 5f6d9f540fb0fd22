/** Notices that a workflow file lost its indentation when it was copied, and puts it back. */
import type { TSchema } from '@sinclair/typebox'
import { filterKinds } from '../connector.ts'
import { memberSchemas, WorkflowFile } from './workflow-schema.ts'

/** Where a key may stand: its known children, or `anything` for a connector's own settings. */
interface Place {
  readonly children: ReadonlyMap<string, Place>
  readonly anything: boolean
}

const leaf: Place = { children: new Map(), anything: false }
const leaves = (...names: string[]) => names.map((name) => [name, leaf] as const)
const block = (...names: string[]): Place => ({
  children: new Map(leaves(...names)),
  anything: names.length === 0,
})

/** What stands in the connections of most connectors; a connection may hold any other key too. */
const connection: Place = {
  anything: true,
  children: new Map<string, Place>([
    ...leaves('type', 'scheme', 'username', 'password', 'hostPort', 'database', 'databaseSchema', 'sslMode'),
    ...leaves('ingestAllDatabases', 'account', 'warehouse', 'driver', 'token', 'catalog'),
    ['authType', block('password', 'awsConfig', 'azureConfig')],
    ['sslConfig', block('caCertificate', 'sslCertificate', 'sslKey')],
    ['connectionOptions', block()],
    ['connectionArguments', block()],
  ]),
}

const filterPattern: Place = {
  anything: false,
  children: new Map(['includes', 'excludes'].map((name) => [name, leaf])),
}
/** What stands here depends on its type; the filters are its only blocks that every type has. */
const sourceConfig: Place = {
  anything: true,
  children: new Map([
    ['type', leaf],
    ...filterKinds.map((kind) => [`${kind}FilterPattern`, filterPattern] as const),
  ]),
}

function placeOf(schema: TSchema | undefined, path = ''): Place {
  if (path === 'source.sourceConfig.config') return sourceConfig
  const members = memberSchemas(schema)
  if (schema?.type === 'object' && members === undefined) return connection
  return {
    anything: false,
    children: new Map(
      Object.entries(members ?? {}).map(([name, member]) => [
        name,
        placeOf(member, path === '' ? name : `${path}.${name}`),
      ]),
    ),
  }
}

const root = placeOf(WorkflowFile)
/** Keys that never stand at the top of a workflow file. */
const innerKeys = new Set(
  [...root.children.values()]
    .flatMap((place) => [...allKeys(place)])
    .filter((key) => !root.children.has(key)),
)

function allKeys(place: Place): Set<string> {
  return new Set([...place.children].flatMap(([key, child]) => [key, ...allKeys(child)]))
}

const keyLine = /^(\s*)(["']?)([A-Za-z_][\w.-]*)\2:(\s+(.*))?$/
const itemLine = /^\s*-(\s|$)/

/**
 * True when keys that belong inside blocks stand at the start of their lines, under a block that is empty. A file whose
 * blocks are merely indented unevenly is not meant: that one has a YAML error of its own.
 */
export function indentationIsLost(text: string): boolean {
  const lines = text.split(/\r?\n/)
  const astray = lines.filter((line) => {
    const match = keyLine.exec(line)
    return match !== null && match[1] === '' && innerKeys.has(match[3] ?? '')
  })
  const emptyBlock = lines.some((line, index) => {
    const match = keyLine.exec(line)
    if (!match || (match[5] ?? '').replace(/#.*/, '').trim() !== '') return false
    const holdsBlock = root.children.has(match[3] ?? '') || innerKeys.has(match[3] ?? '')
    const next = lines.slice(index + 1).find((other) => other.trim() !== '' && !other.trim().startsWith('#'))
    const indent = (line_: string) => line_.length - line_.trimStart().length
    return holdsBlock && match[1] === '' && next !== undefined && indent(next) === 0
  })
  return astray.length >= 2 && emptyBlock
}

interface Open {
  readonly place: Place
  readonly depth: number
  readonly used: Set<string>
}

/**
 * Rebuilds the indentation from the names of the keys: each goes into the innermost open block that knows it. Comments and list
 * items stay with the key above them. The result is a proposal: parse it before relying on it.
 */
export function repairIndentation(text: string): string {
  const open: Open[] = [{ place: root, depth: 0, used: new Set() }]
  let depthOfLast = 0
  const repaired = text.split(/\r?\n/).map((line) => {
    const trimmed = line.trim()
    if (trimmed === '') return ''
    const match = keyLine.exec(line)
    if (match === null) {
      const inside = itemLine.test(line) ? depthOfLast + 1 : depthOfLast
      return `${'  '.repeat(inside)}${trimmed}`
    }
    const key = match[3] ?? ''
    const into = openBlockFor(key, open)
    open.splice(open.indexOf(into) + 1)
    into.used.add(key)
    const place = into.place.children.get(key) ?? leaf
    const empty = (match[5] ?? '').replace(/\s#.*|^#.*/, '').trim() === ''
    depthOfLast = into.depth
    if (empty && (place.children.size > 0 || place.anything)) {
      open.push({ place, depth: into.depth + 1, used: new Set() })
    }
    return `${'  '.repeat(into.depth)}${trimmed}`
  })
  return `${repaired.join('\n').trimEnd()}\n`
}

function openBlockFor(key: string, open: readonly Open[]): Open {
  const inside = [...open].reverse()
  const knows = (block: Open) => block.place.children.has(key) && !block.used.has(key)
  const free = (block: Open) => block.place.anything && !block.used.has(key)
  return inside.find(knows) ?? inside.find(free) ?? open[0] ?? { place: root, depth: 0, used: new Set() }
}
