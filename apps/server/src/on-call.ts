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

/** @param environment - the settings in force by the names of their variables, whatever said them */
export function doctorOnCall(environment: Environment, surroundings: AdminSurroundings): SignInDoctor {
  let called: Promise<SignInDoctor> | undefined
  const doctor = () => {
    called ??= import('./sign-in-doctor.ts').then(({ createSignInDoctor }) =>
      createSignInDoctor(environment, surroundings),
    )
    return called
  }
  return {
    run: async () => (await doctor()).run(),
    explainToken: async (token) => (await doctor()).explainToken(token),
    explainError: async (text) => (await doctor()).explainError(text),
  }
}
