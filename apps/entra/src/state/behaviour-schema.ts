/** Switches of a state file for what is not the same everywhere. */
import { type Static, Type } from '@sinclair/typebox'
import { guesses } from './guess-schema.ts'
import { closed } from './schema-parts.ts'

/** What Entra does differently from tenant to tenant, from time to time, or in ways nobody has documented. */
export const Behaviour = Type.Object(
  {
    accessTokenLifetime: Type.Optional(
      Type.Union(
        [
          Type.Object({ fixedSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }) }, closed),
          Type.Object(
            {
              randomSeconds: Type.Tuple([
                Type.Integer({ minimum: 1, maximum: 86_400 }),
                Type.Integer({ minimum: 1, maximum: 86_400 }),
              ]),
            },
            closed,
          ),
        ],
        { description: 'Default: {fixedSeconds: 3600}; Entra itself draws between 3600 and 5400' },
      ),
    ),
    originMustMatchRedirectUri: Type.Optional(
      Type.Boolean({ description: "Compare a SPA's Origin with its redirect URI's origin. Default: false" }),
    ),
    consistencyDelayMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 3_600_000,
        description:
          'How long what Microsoft Graph writes takes to be seen by queries, sign-ins and tokens. Default: 0',
      }),
    ),
    omittedRedirectUri: Type.Optional(
      Type.Union([Type.Literal('useRegistered'), Type.Literal('refuse')], {
        description:
          'A request without redirect_uri gets the first registered one, or 900971. Default: useRegistered',
      }),
    ),
    secondFactorError: Type.Optional(
      Type.Union([Type.Literal('interaction_required'), Type.Literal('invalid_grant')], {
        description: 'The error that goes with 50074, 50076 and 50079. Default: interaction_required',
      }),
    ),
    disabledApplicationCode: Type.Optional(
      Type.Union([Type.Literal(7000112), Type.Literal(70001)], {
        description: 'The code for a disabled application. Default: 7000112; 70001 is the older one',
      }),
    ),
    federationMismatchCode: Type.Optional(
      Type.Union([Type.Literal('specific'), Type.Literal(70021)], {
        description:
          'What a federated assertion that fits no credential gets. Default: specific (700211 to 700213)',
      }),
    ),
    withoutCredentialsCode: Type.Optional(
      Type.Union([Type.Literal(7000215), Type.Literal(70002)], {
        description: 'What a secret gets of an application that has no credential at all. Default: 7000215',
      }),
    ),
    unregisteredChainCode: Type.Optional(
      Type.Union([Type.Literal(700027), Type.Literal(700030)], {
        description: 'What an assertion gets whose x5c certificate is not registered. Default: 700027',
      }),
    ),
    clientLoopAfter: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'So many same token requests within five minutes, then 50196; default: never',
      }),
    ),
    problems: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[0-9]+$' }),
        Type.Object(
          {
            code: Type.Optional(Type.Integer({ minimum: 1, description: 'Another number' })),
            error: Type.Optional(Type.String()),
            status: Type.Optional(
              Type.Union([Type.Literal(400), Type.Literal(401), Type.Literal(405), Type.Literal(503)]),
            ),
            authorize: Type.Optional(Type.Union([Type.Literal('page'), Type.Literal('redirect')])),
            suberror: Type.Optional(Type.String()),
          },
          closed,
        ),
        {
          description:
            'By AADSTS number: another number, OAuth error, HTTP status, and how /authorize delivers it, where they differ from the table',
        },
      ),
    ),
    frontChannelParameters: Type.Optional(
      Type.Union([Type.Literal('sidAndIssuer'), Type.Literal('none')], {
        description: 'What logoutUrl is loaded with when somebody signs out. Default: sidAndIssuer',
      }),
    ),
    withoutServicePrincipal: Type.Optional(
      Type.Union([Type.Literal('tokenWithoutObjectId'), Type.Literal('refuse')], {
        description: 'Client credentials of an application that has no service principal. Default: refuse',
      }),
    ),
    ...guesses,
  },
  closed,
)

export type BehaviourEntry = Static<typeof Behaviour>
