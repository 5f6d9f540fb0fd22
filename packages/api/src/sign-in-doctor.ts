/** What looks at the set-up of signing in: declared here, plugged in by the server. */
import { type Static, Type } from '@sinclair/typebox'

export const DoctorReport = Type.Object(
  {
    failed: Type.Integer(),
    warnings: Type.Integer(),
    skipped: Type.Integer({ description: 'checks that could not be made; each says why' }),
    first: Type.Union([Type.String(), Type.Null()], { description: 'id of the check to look at first' }),
    checks: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        status: Type.String({ enum: ['pass', 'warn', 'fail', 'skipped'] }),
        cause: Type.String(),
        fix: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'DoctorReport' },
)

export const TokenReport = Type.Object(
  {
    kind: Type.String(),
    accepted: Type.Boolean({ description: 'no rule refuses it' }),
    claims: Type.Array(Type.Object({ claim: Type.String(), value: Type.String(), meaning: Type.String() })),
    rules: Type.Array(
      Type.Object({
        rule: Type.String(),
        verdict: Type.String({ enum: ['accepts', 'refuses', 'not checked'] }),
        because: Type.String(),
        fix: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'TokenReport' },
)

export const ErrorExplanation = Type.Object(
  {
    code: Type.String(),
    meaning: Type.String(),
    fix: Type.String(),
    checks: Type.Array(Type.String()),
    link: Type.Optional(Type.String()),
    traceId: Type.Optional(Type.String()),
    correlationId: Type.Optional(Type.String()),
    timestamp: Type.Optional(Type.String()),
  },
  { $id: 'ErrorExplanation' },
)

/** Looks at the sign-in's set-up; answers hold no secret, token or person. The server plugs it in. */
export interface SignInDoctor {
  readonly run: () => Promise<Static<typeof DoctorReport>>
  /** Undefined for what is no JWT. */
  readonly explainToken: (token: string) => Promise<Static<typeof TokenReport> | undefined>
  /** Undefined where the text holds no error that is known. */
  readonly explainError: (text: string) => Promise<Static<typeof ErrorExplanation> | undefined>
}
