/** How people sign in, for administrators to read and change while the server runs. */
import type { Static } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, requireAdmin } from '../context.ts'
import { described } from '../route-config.ts'
import { SavedSignIn, SignInChange, SignInProblems } from '../sign-in-settings.ts'

const path = '/api/v1/system/signInSettings'
const subject = 'the settings of signing in'

export function registerSavedSignIn(app: FastifyInstance, { signInSettings }: ApiDependencies): void {
  if (!signInSettings) return
  const docs = (summary: string, answer: typeof SavedSignIn | typeof SignInProblems = SavedSignIn) => ({
    docs: described({ summary, tag: 'Sign-in', answer }),
  })
  app.get(path, { config: docs('Read the settings of signing in, with who said each') }, async (request) => {
    requireAdmin(request, 'ViewAll', subject)
    return signInSettings.read()
  })
  app.put<{ Body: Static<typeof SignInChange> }>(
    path,
    {
      schema: { body: SignInChange },
      config: docs('Save settings of signing in: taken back after ten minutes unless somebody signs in'),
    },
    async (request) => {
      const { name } = requireAdmin(request, 'EditAll', subject)
      return await signInSettings.save(request.body, name)
    },
  )
  app.post<{ Body: Static<typeof SignInChange> }>(
    `${path}/check`,
    {
      schema: { body: SignInChange },
      config: docs('Find what is wrong with a change before it is saved', SignInProblems),
    },
    async (request) => {
      requireAdmin(request, 'ViewAll', subject)
      return signInSettings.check(request.body)
    },
  )
  app.post(`${path}/confirm`, { config: docs('Keep a saved change on trial') }, async (request) =>
    signInSettings.confirm(requireAdmin(request, 'EditAll', subject).name),
  )
  app.post(`${path}/revert`, { config: docs('Take back what was saved last') }, async (request) =>
    signInSettings.revert(requireAdmin(request, 'EditAll', subject).name),
  )
}
