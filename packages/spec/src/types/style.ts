/** How an entity is drawn: its colour, icon and cover image. */
import { type Static, Type } from '@sinclair/typebox'

const CoverImage = Type.Object(
  {
    url: Type.Optional(Type.String({ maxLength: 4096 })),
    position: Type.Optional(Type.String({ maxLength: 64, description: 'vertical offset, e.g. 40%' })),
  },
  { $id: 'CoverImage', additionalProperties: false },
)

export const Style = Type.Object(
  {
    color: Type.Optional(Type.String({ maxLength: 64, description: 'as CSS writes it, e.g. #7147e8' })),
    iconURL: Type.Optional(Type.String({ maxLength: 65_536 })),
    coverImage: Type.Optional(CoverImage),
  },
  { $id: 'Style', additionalProperties: false },
)
export type Style = Static<typeof Style>
