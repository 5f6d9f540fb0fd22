/** The members that many entities share; a definition names the ones it has, the engine keeps them. */
import { type TProperties, Type } from '@sinclair/typebox'
import type { Relation } from './relation.ts'
import { AssetCertification } from './types/asset-certification.ts'
import { EntityReference } from './types/entity-reference.ts'
import { EntityStatus } from './types/entity-status.ts'
import { LifeCycle } from './types/life-cycle.ts'
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
  lifeCycle: Type.Optional(LifeCycle),
  retentionPeriod: Type.Optional(Type.String({ description: 'ISO 8601 duration' })),
  certification: Type.Optional(AssetCertification),
  entityStatus: Type.Optional(EntityStatus),
} satisfies TProperties

/** Traits that are links to other entities, references on the wire. All point at the entity, which is the row's `to` end. */
export const linkedTraits = {
  owners: { to: ['user', 'team'], many: true, relationship: 'owns', inherited: true, alone: ['team'] },
  domains: { to: ['domain'], many: true, relationship: 'hasDomain', inherited: true },
  dataProducts: { to: ['dataProduct'], many: true, relationship: 'hasDataProduct', shares: 'domains' },
  /** A contract is a child of what it is about. */
  dataContract: { to: ['dataContract'], many: false, relationship: 'contains', readOnly: true },
  experts: { to: ['user'], many: true, relationship: 'isExpertOf' },
  followers: { to: ['user'], many: true, relationship: 'follows' },
  reviewers: {
    to: ['user', 'team'],
    many: true,
    relationship: 'reviews',
    inherited: true,
    members: 'memberOf',
  },
} as const satisfies Record<string, Relation>

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
  'entityStatus',
  'owners',
  'domains',
  'dataProducts',
  'dataContract',
  'followers',
  'votes',
] as const satisfies readonly Trait[]

/** What a service (a connection to a source) has. */
export const serviceTraits = [
  'tags',
  'entityStatus',
  'owners',
  'domains',
  'dataProducts',
  'dataContract',
  'followers',
] as const satisfies readonly Trait[]
