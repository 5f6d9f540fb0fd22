/** Merges what a second source says into entities of another, without overwriting what people wrote. */
import type { ChangeRecord, ChangeTag, ColumnChange } from '../source-record.ts'
import { isRefusal } from './refusal.ts'
import type { RunContext } from './run-context.ts'
import { createTaskPool } from './task-pool.ts'

const waitingChanges = 200
const inFlight = 4

export interface ChangeWriter {
  write(record: ChangeRecord): Promise<void>
  /** Sends what waits. What the catalog lacks or refuses is reported. */
  flush(): Promise<void>
}

/** The members of an entity or column that a change touches; both have them by these names. */
interface Draft {
  description?: string
  displayName?: string
  tags?: Record<string, unknown>[]
  owners?: unknown[]
  columns?: DraftColumn[]
  [member: string]: unknown
}

interface DraftColumn extends Draft {
  name: string
  children?: DraftColumn[]
}

/** @param entitiesSent - resolves when all entities written so far are answered */
export function createChangeWriter(
  context: Pick<
    RunContext,
    'client' | 'registry' | 'account' | 'ids' | 'report' | 'meter' | 'signal' | 'dryRun'
  >,
  entitiesSent: () => Promise<void>,
): ChangeWriter {
  const { client, registry, account, ids, report, meter, signal, dryRun } = context
  const pool = createTaskPool(inFlight)
  let waiting: ChangeRecord[] = []

  async function send(record: ChangeRecord): Promise<void> {
    signal.throwIfAborted()
    const { type, fullyQualifiedName: fqn } = record
    const definition = registry.byType(type)
    const selectable = new Set(definition.selectable)
    const fields = ['tags', 'owners', ...Object.keys(record.members ?? {}), 'columns'].filter((field) =>
      selectable.has(field),
    )
    try {
      const owners = await ownersOf(record)
      let changed = false
      await client.entity(definition).update(
        { fqn },
        (entity) => {
          // One shape for every type: members that a type lacks are not in the record either.
          const draft = entity as unknown as Draft
          const before = JSON.stringify(draft)
          merge(draft, record, owners)
          changed = JSON.stringify(draft) !== before
        },
        { fields, signal },
      )
      account.passed(type, changed ? 'changed' : 'same')
      meter.progressed(type)
    } catch (error) {
      if (!isRefusal(error)) throw error
      const message =
        error.status === 404
          ? `Nothing was added: ${type} ${fqn} is not in the catalog.`
          : `What was to be added was refused: ${error.message}`
      report({ severity: 'warning', type, fullyQualifiedName: fqn, message })
    }
  }

  async function ownersOf(record: ChangeRecord): Promise<unknown[]> {
    const found: unknown[] = []
    for (const owner of record.owners ?? []) {
      const types = owner.type === 'userOrTeam' ? ['team', 'user'] : [owner.type]
      let reference: { id: string; type: string } | undefined
      for (const type of types) {
        const id = reference ? undefined : await ids.of(type, owner.fullyQualifiedName)
        if (id !== undefined) reference = { id, type }
      }
      if (reference) found.push(reference)
      else {
        const { type, fullyQualifiedName } = record
        const message = `Its owner ${owner.fullyQualifiedName} is not in the catalog as a ${types.join(' or ')}.`
        report({ severity: 'warning', type, fullyQualifiedName, message })
      }
    }
    return found
  }

  async function flush(): Promise<void> {
    const records = waiting
    waiting = []
    if (records.length === 0) return
    if (dryRun) {
      for (const { type } of records) account.passed(type, 'changed')
      return
    }
    await entitiesSent()
    for (const record of records) await pool.start(() => send(record))
    await pool.idle()
  }

  return {
    flush,
    async write(record) {
      waiting.push(record)
      if (waiting.length >= waitingChanges) await flush()
    },
  }
}

function merge(draft: Draft, record: ChangeRecord, owners: unknown[]): void {
  mergeTexts(draft, record, record.overwrite)
  const unowned = (draft.owners ?? []).length === 0
  if (owners.length > 0 && (unowned || record.overwrite?.includes('owners'))) draft.owners = owners
  addTags(draft, record.tags)
  for (const change of record.columns ?? []) mergeColumn(draft.columns ?? [], change, record)
  Object.assign(draft, record.members)
}

function mergeColumn(columns: DraftColumn[], change: ColumnChange, record: ChangeRecord): void {
  let inside: DraftColumn[] | undefined = columns
  let column: DraftColumn | undefined
  for (const name of change.path) {
    // Sources write names in other cases than each other; an exact match wins.
    column =
      inside?.find((each) => each.name === name) ??
      inside?.find((each) => each.name.toLowerCase() === name.toLowerCase())
    inside = column?.children
  }
  if (!column) return
  mergeTexts(column, change, record.overwrite)
  addTags(column, change.tags)
}

/** Fills what is empty, and replaces what the record is to overwrite. */
function mergeTexts(
  draft: Draft,
  change: Pick<ColumnChange, 'description' | 'displayName'>,
  overwrite: ChangeRecord['overwrite'],
): void {
  for (const member of ['description', 'displayName'] as const) {
    const text = change[member]
    if (text && (!draft[member] || overwrite?.includes(member))) draft[member] = text
  }
}

function addTags(draft: Draft, tags: readonly ChangeTag[] | undefined): void {
  if (!tags || tags.length === 0) return
  const present = new Set((draft.tags ?? []).map((tag) => tag.tagFQN))
  const added = tags
    .filter((tag) => !present.has(tag.tagFQN))
    .map(({ labelType = 'Automated', ...tag }) => ({
      ...tag,
      labelType,
      state: labelType === 'Automated' || labelType === 'Generated' ? 'Suggested' : 'Confirmed',
    }))
  if (added.length > 0) draft.tags = [...(draft.tags ?? []), ...added]
}
