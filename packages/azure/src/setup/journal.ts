/** What set-up did and how to take it back, kept between runs so that `--undo` removes exactly that. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { GraphClient } from '../graph/graph-client.ts'
import { GraphError } from '../graph/graph-error.ts'

interface UndoRequest {
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

export interface JournalEntry {
  readonly step: string
  readonly undo: readonly UndoRequest[]
}

export interface Journal {
  readonly tenantId: string
  readonly entries: readonly JournalEntry[]
}

/** @throws Error when the file is there but is no journal */
export async function readJournal(file: string): Promise<Journal | undefined> {
  let content: string
  try {
    content = await readFile(file, 'utf8')
  } catch {
    return undefined
  }
  const journal = JSON.parse(content) as Partial<Journal> // our own file, of mode 0600
  if (typeof journal.tenantId !== 'string' || !Array.isArray(journal.entries)) {
    throw new Error(`${file} is not a journal of 'waymark azure setup'. Move it away.`)
  }
  return { tenantId: journal.tenantId, entries: journal.entries }
}

/** Appends and replaces the file in one step, so that a run that is killed leaves a whole one. */
export async function recordEntry(file: string, tenantId: string, entry: JournalEntry): Promise<void> {
  const before = await readJournal(file)
  const entries = [...(before?.tenantId === tenantId ? before.entries : []), entry]
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const next = `${file}.next`
  await writeFile(next, `${JSON.stringify({ tenantId, entries }, null, 2)}\n`, { mode: 0o600 })
  await rename(next, file)
}

/** Steps that could not be taken back, with why. */
export interface Undone {
  readonly undone: readonly string[]
  readonly failed: readonly { readonly step: string; readonly reason: string }[]
}

/** Takes back everything, newest first; what is gone already counts as done. The journal goes when nothing failed. */
export async function undo(journal: Journal, file: string, graph: GraphClient): Promise<Undone> {
  const undone: string[] = []
  const failed: { step: string; reason: string }[] = []
  for (const { step, undo: requests } of [...journal.entries].reverse()) {
    try {
      for (const request of requests) await send(graph, request)
      undone.push(step)
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      failed.push({ step, reason: error.message })
    }
  }
  if (failed.length === 0) await rm(file, { force: true })
  return { undone, failed }
}

async function send(graph: GraphClient, request: UndoRequest): Promise<void> {
  try {
    await graph.send(request)
  } catch (error) {
    if (!(error instanceof GraphError && error.status === 404)) throw error
  }
}
