/** Parts that few requests need, loaded when the first one does: they bring Microsoft's sign-in libraries along. */
import type { BotTokenSource, SignInDoctor } from '@waymark/api'
import type { AdminSurroundings } from './admin/command.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** @param environment - of the server, whose own identity is used where a bot has no secret */
export function botTokensOnCall(environment: Environment): BotTokenSource {
  return {
    async obtain(mechanism) {
      const { createBotTokenSource } = await import('./bot-credential.ts')
      return createBotTokenSource(environment).obtain(mechanism)
    },
  }
}

/** Every look is at the settings in force then. */
export function doctorOnCall(surroundings: AdminSurroundings): SignInDoctor {
  const doctor = async () => {
    const { createSignInDoctor } = await import('./sign-in-doctor.ts')
    return createSignInDoctor(surroundings.environment, surroundings)
  }
  return {
    run: async () => (await doctor()).run(),
    explainToken: async (token) => (await doctor()).explainToken(token),
    explainError: async (text) => (await doctor()).explainError(text),
  }
}
