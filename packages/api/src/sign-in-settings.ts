/** The settings of signing in that administrators may save: declared here, plugged in by the server. */
import { type Static, Type } from '@sinclair/typebox'

export const SavedSignIn = Type.Object(
  {
    settings: Type.Array(
      Type.Object({
        name: Type.String({ description: 'the environment variable' }),
        value: Type.String({ description: 'a secret that is set reads ********' }),
        meaning: Type.String(),
        from: Type.String({ enum: ['environment', 'file', 'database', 'default'] }),
        origin: Type.String({ description: 'the variable or the place in the file that says it' }),
        locked: Type.Boolean({ description: 'the environment or the file says it: change it there' }),
      }),
    ),
    saved: Type.Optional(
      Type.Object({
        by: Type.String(),
        at: Type.Integer(),
        revertsAt: Type.Optional(
          Type.Integer({ description: 'taken back then, unless somebody signs in before' }),
        ),
      }),
    ),
  },
  { $id: 'SavedSignIn' },
)

export const SignInChange = Type.Object(
  {
    settings: Type.Record(
      Type.String({ maxLength: 64 }),
      Type.Union([Type.String({ maxLength: 16_384 }), Type.Null()]),
      {
        description: 'by the name of the variable; null takes a saved setting back, ******** keeps a secret',
      },
    ),
  },
  { $id: 'SignInChange', additionalProperties: false },
)

export const SignInProblems = Type.Object(
  {
    problems: Type.Array(Type.Object({ setting: Type.String(), message: Type.String() })),
    steps: Type.Array(
      Type.Object({
        step: Type.String({ enum: ['discovery', 'keys', 'application', 'client'] }),
        ok: Type.Boolean(),
        detail: Type.Optional(Type.String()),
      }),
      { description: 'what came of asking the provider itself; empty where there are problems' },
    ),
  },
  { $id: 'SignInProblems' },
)

/** Every change holds at once on this replica and within five seconds on the others. */
export interface SignInSettings {
  read(): Static<typeof SavedSignIn>
  /**
   * Everything that keeps the change from being saved. Where nothing does, the provider is asked: discovery, keys, the application and its
   * redirect URI, a confidential client's proof. Nothing is changed.
   */
  check(change: Static<typeof SignInChange>): Promise<Static<typeof SignInProblems>>
  /** In force for ten minutes, and for good once somebody signs in with it. @throws `body-invalid` with the first problem */
  save(change: Static<typeof SignInChange>, by: string): Promise<Static<typeof SavedSignIn>>
  /** Keeps a change that nobody signed in with. @throws `settings-not-saved` when none is on trial */
  confirm(by: string): Promise<Static<typeof SavedSignIn>>
  /** Takes back what was saved last. @throws `settings-not-saved` when nothing is saved */
  revert(by: string): Promise<Static<typeof SavedSignIn>>
}
