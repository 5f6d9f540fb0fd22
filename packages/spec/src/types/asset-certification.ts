/** The certification of an asset: a tag that somebody vouches for, for a time. */
import { Type } from '@sinclair/typebox'
import { TagLabel } from './tag-label.ts'

export const AssetCertification = Type.Object(
  {
    tagLabel: TagLabel,
    appliedDate: Type.Integer({ description: 'milliseconds since 1970' }),
    expiryDate: Type.Integer({ description: 'milliseconds since 1970' }),
  },
  { $id: 'AssetCertification', additionalProperties: false },
)
