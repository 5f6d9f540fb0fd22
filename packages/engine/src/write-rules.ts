/** Rules that a planned write is held to before anybody is asked whether it may happen. */
import { problem } from '@waymark/spec'
import { checkExtension } from './custom-properties/extension-rule.ts'
import type { Tx } from './database.ts'
import type { Link } from './entity-type.ts'
import { checkLinkedParts } from './linked-parts.ts'
import type { LinkedReference } from './links.ts'
import type { Plan } from './plan.ts'

/** @throws problem `body-invalid`, `reference-not-found` */
export async function checkWrite(tx: Tx, plan: Plan): Promise<void> {
  if (plan.outcome === 'unchanged') return
  await checkExtension(tx, plan)
  await checkLinkedParts(tx, plan)
  for (const link of plan.type.ownLinks) await checkPairs(tx, plan, link)
}

/** The value of an enumerated member here decides how many other ends there may be, and of which values. */
async function checkPairs(tx: Tx, plan: Plan, link: Link): Promise<void> {
  const { pairs, name } = link
  if (!pairs || !(plan.changed.includes(name) || plan.changed.includes(pairs.member))) return
  const ends = (plan.fullAfter[name] ?? []) as readonly LinkedReference[] // a list of links, composed by the engine
  const value = String(plan.after.document[pairs.member])
  const allowed = pairs.allowed[value]
  if (!allowed || ends.length === 0) return
  const here = `${pairs.member} ${value}`
  if (allowed.most !== undefined && ends.length > allowed.most) {
    const expected = allowed.most === 0 ? `none for ${here}.` : `at most ${allowed.most} for ${here}.`
    throw problem('body-invalid', { field: name, expected })
  }
  const { rows } = await tx.query<{ name: string; value: string | null }>(
    'select name, attributes ->> $2 as value from entity where id = any($1::uuid[])',
    [ends.map(({ id }) => id), pairs.member],
  )
  const wrong = rows.find((row) => row.value === null || !allowed.values.includes(row.value))
  if (!wrong) return
  const expected =
    allowed.values.length === 0
      ? `none for ${here}.`
      : `for ${here} only ${allowed.values.join(', ')}; '${wrong.name}' is ${String(wrong.value)}.`
  throw problem('body-invalid', { field: name, expected })
}
