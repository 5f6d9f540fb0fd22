/** The pictures of a person or team, and where messages for them go. */
import { type Static, Type } from '@sinclair/typebox'
import { Webhook } from './webhook.ts'

const picture = () => Type.Optional(Type.String({ format: 'uri', maxLength: 65_536 }))

const ImageList = Type.Object(
  {
    image: picture(),
    image24: picture(),
    image32: picture(),
    image48: picture(),
    image72: picture(),
    image192: picture(),
    image512: picture(),
  },
  { $id: 'ImageList', additionalProperties: false },
)

const MessagingProvider = Type.Object(
  {
    slack: Type.Optional(Webhook),
    msTeams: Type.Optional(Webhook),
    gChat: Type.Optional(Webhook),
    generic: Type.Optional(Webhook),
  },
  { $id: 'MessagingProvider', additionalProperties: false },
)

export const Profile = Type.Object(
  { images: Type.Optional(ImageList), subscription: Type.Optional(MessagingProvider) },
  { $id: 'Profile', additionalProperties: false },
)
export type Profile = Static<typeof Profile>
