/** Gives a new account the password that an administrator sent along with it. */
import type { EntityJson } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { problem } from '@waymark/spec'
import type { EntityContext } from './entity-context.ts'

/**
 * An account whose password is refused is not left behind without one.
 * @throws `not-allowed` for everybody but administrators, `body-invalid` when the password breaks the rules
 */
export async function giveFirstPassword(
  context: EntityContext,
  principal: Principal,
  body: unknown,
  account: EntityJson,
): Promise<void> {
  if (context.definition.type !== 'user') return
  const { password, confirmPassword } = body as { password?: unknown; confirmPassword?: unknown } // validated by the engine
  if (typeof password !== 'string') return
  try {
    if (!principal.isAdmin) {
      throw problem('not-allowed', {
        principal: principal.name,
        operation: 'Edit password',
        resource: 'user',
      })
    }
    if (confirmPassword !== undefined && confirmPassword !== password) {
      throw problem('body-invalid', { field: 'confirmPassword', expected: 'the same as password.' })
    }
    await context.identity.signIn.setPassword(account.id, password)
  } catch (error) {
    await context.engine.delete('user', { id: account.id }, principal, { hard: true, recursive: true })
    throw error
  }
}
