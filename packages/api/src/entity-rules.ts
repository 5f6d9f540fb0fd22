/** Holds what is written to the installation's own rules about metadata (`entityRulesSettings`). */
import type { Engine, EntityJson } from '@waymark/engine'
import { problem, type SemanticsRule } from '@waymark/spec'
import { keepsRule, RuleError } from './contracts/semantics.ts'

function rulesIn(value: unknown): readonly SemanticsRule[] {
  const { entitySemantics = [] } = value as { entitySemantics?: readonly SemanticsRule[] } // checked when it was put
  return entitySemantics
}

/**
 * A check of entities of one type, to be called with what a write would make of one; undefined where no rule is about
 * them. A rule is about all types unless it names one, and about none that it ignores.
 */
export async function entityRulesOf(
  { settings }: Pick<Engine, 'settings'>,
  type: string,
): Promise<((entity: EntityJson) => void) | undefined> {
  const rules = rulesIn((await settings.get('entityRulesSettings')).value).filter(
    ({ enabled, entityType = 'all', ignoredEntities = [] }) =>
      enabled && [type, 'all'].includes(entityType) && !ignoredEntities.includes(type),
  )
  if (rules.length === 0) return undefined
  return (entity) => {
    const broken = rules.find(({ rule }) => !keepsRule(rule, entity)) // rules were evaluated when they were put
    if (!broken) return
    throw problem('body-invalid', {
      field: entity.fullyQualifiedName,
      expected: `must keep the rule '${broken.name}' of this installation: ${broken.description}`,
    })
  }
}

/** @throws problem `body-invalid` naming the first rule that nobody could keep, since it cannot be evaluated */
export function checkEntityRules(value: unknown): void {
  const { entitySemantics } = Object(value) as { entitySemantics?: unknown } // any value, before the engine checks its shape
  for (const [at, one] of Array.isArray(entitySemantics) ? entitySemantics.entries() : []) {
    const { rule } = Object(one) as { rule?: unknown } // the same
    if (typeof rule !== 'string') continue
    try {
      keepsRule(rule, {})
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      throw problem('body-invalid', {
        field: `entitySemantics[${at}].rule`,
        expected: `must be a rule in JsonLogic: ${error.message}`,
      })
    }
  }
}
