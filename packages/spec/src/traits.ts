/** The members that many entities share; a definition names the ones it has, the engine keeps them. */
import { type TProperties, Type } from '@sinclair/typebox'
import { EntityReference } from './types/entity-reference.ts'
import { TagLabel } from './types/tag-label.ts'

/**
 * Traits stored with the entity itself. Each is one wire member; a definition opts in by name, since the published
 * clients refuse members that their own model of that entity lacks.
 */
export const storedTraits = {
  tags: Type.Optional(Type.Array(TagLabel)),
  extension: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'custom properties' })),
  sourceHash: Type.Optional(Type.String({ maxLength: 64 })),
  sourceUrl: Type.Optional(Type.String()),
  lifeCycle: Type.Optional(Type.Object({}, { additionalProperties: true })),
  retentionPeriod: Type.Optional(Type.String({ description: 'ISO 8601 duration' })),
  certification: Type.Optional(Type.Object({}, { additionalProperties: true })),
} satisfies TProperties

/** Traits that are links to other entities; `related` in the engine, references on the wire. */
export const linkedTraits = {
  owners: { to: ['user', 'team'], many: true, relationship: 'owns', inherited: true },
  domains: { to: ['domain'], many: true, relationship: 'hasDomain', inherited: true },
  followers: { to: ['user'], many: true, relationship: 'follows', inherited: false },
  reviewers: { to: ['user', 'team'], many: true, relationship: 'reviews', inherited: false },
} as const

/** `votes` is computed from the votes people cast. */
export const Votes = Type.Object(
  {
    upVotes: Type.Optional(Type.Integer()),
    downVotes: Type.Optional(Type.Integer()),
    upVoters: Type.Optional(Type.Array(EntityReference)),
    downVoters: Type.Optional(Type.Array(EntityReference)),
  },
  { $id: 'Votes', additionalProperties: false },
)

export type StoredTrait = keyof typeof storedTraits
export type LinkedTrait = keyof typeof linkedTraits
export type Trait = StoredTrait | LinkedTrait | 'votes'

/** What every data asset that people look for in a catalog has. */
export const dataAssetTraits = [
  'tags',
  'extension',
  'sourceHash',
  'sourceUrl',
  'lifeCycle',
  'certification',
  'owners',
  'domains',
  'followers',
  'votes',
] as const satisfies readonly Trait[]

/** What a service (a connection to a source) has. */
export const serviceTraits = ['tags', 'owners', 'domains', 'followers'] as const satisfies readonly Trait[]
