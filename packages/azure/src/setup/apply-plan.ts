/** Carries a plan out, one request after the other, and writes down how to take each back before it goes on. */
import type { GraphClient } from '../graph/graph-client.ts'
import { GraphError, isCredentialPolicy } from '../graph/graph-error.ts'
import { object, text } from '../graph/json.ts'
import type { JournalEntry } from './journal.ts'
import {
  type Bindings,
  changedSteps,
  type Plan,
  type PlannedRequest,
  type Refused,
  resolve,
  type Step,
  unresolved,
} from './plan.ts'

export interface ApplyOptions {
  readonly graph: GraphClient
  /** Keeps an entry for `--undo`; called after each request that was done. */
  readonly record: (entry: JournalEntry) => Promise<void>
  readonly onStep?: (step: Step, outcome: 'done' | 'refused') => void
}

export interface Applied {
  readonly bindings: Bindings
  /** Known once, here; Graph never shows it again. */
  readonly clientSecret: { readonly value: string; readonly endsAt: string } | undefined
  readonly done: readonly string[]
  /** For lack of rights, or since they need what was refused. The rest was done. */
  readonly refused: readonly Refused[]
}

/**
 * Goes on after a refusal for lack of rights (403), so that one person can do the applications and another the consent, and
 * where a policy forbids the credential, since all the rest is still of use.
 * @throws GraphError for everything else; what was done until then is recorded, and the next run continues there
 */
export async function applyPlan(plan: Plan, options: ApplyOptions): Promise<Applied> {
  const bindings: Record<string, string> = { ...plan.bindings }
  const made = new Set<string>()
  const done: string[] = []
  const refused: Refused[] = []
  let clientSecret: Applied['clientSecret']

  for (const step of changedSteps(plan)) {
    try {
      for (const request of step.requests) {
        const answer = await perform(request, bindings, made, options)
        if (request.yieldsSecret) {
          clientSecret = { value: text(answer, 'secretText'), endsAt: text(answer, 'endDateTime') }
        }
        await options.record({ step: step.id, undo: undoOf(request, bindings, text(answer, 'id')) })
      }
      done.push(step.id)
      options.onStep?.(step, 'done')
    } catch (error) {
      const reason = refusalOf(error)
      if (!reason) throw error
      refused.push({ step: step.id, title: step.title, ...reason })
      options.onStep?.(step, 'refused')
    }
  }
  return { bindings, clientSecret, done, refused }
}

async function perform(
  request: PlannedRequest,
  bindings: Record<string, string>,
  made: Set<string>,
  { graph }: ApplyOptions,
) {
  const { method, path, body } = resolve(
    { method: request.method, path: request.path, body: request.body },
    bindings,
  )
  const [missing] = unresolved([path, body])
  if (missing) throw new MissingId(missing)
  const fresh = [...made].some((id) => path.includes(id) || JSON.stringify(body ?? '').includes(id))
  const answer = object(
    await graph.send({ method, path, ...(body === undefined ? {} : { body }) }, { fresh }).catch((error) => {
      if (request.mayExist && isDuplicate(error)) return undefined
      throw error
    }),
  )
  for (const [name, member] of Object.entries(request.captures ?? {})) {
    bindings[name] = text(answer, member)
    made.add(text(answer, member))
  }
  return answer
}

/** A step names something that an earlier, refused step would have made. */
class MissingId extends Error {}

function refusalOf(error: unknown): Pick<Refused, 'reason' | 'rights'> | undefined {
  if (error instanceof MissingId) return { reason: `It needs '${error.message}', which was not made.` }
  if (error instanceof GraphError && error.status === 403) {
    return { reason: error.message, rights: error.rights }
  }
  if (error instanceof GraphError && isCredentialPolicy(error.code)) {
    return { reason: [error.message, error.fix].filter(Boolean).join(' ') }
  }
  return undefined
}

function isDuplicate(error: unknown): boolean {
  return (
    error instanceof GraphError &&
    (error.status === 409 ||
      (error.status === 400 &&
        /already exists|MultipleObjectsWithSameKeyValue/i.test(`${error.code} ${error.message}`)))
  )
}

function undoOf(
  request: PlannedRequest,
  bindings: Readonly<Record<string, string>>,
  createdId: string,
): JournalEntry['undo'] {
  const own = createdId ? { ...bindings, 'created.id': createdId } : bindings
  // Without an id there is nothing that this run made.
  return resolve(request.undo, own).filter((each) => unresolved(each).length === 0)
}
