/** What a connection to Ranger takes. */
import { connector } from '../connector.ts'
import { url } from '../members.ts'
import { userAndPassword } from '../shapes/sign-in.ts'

export const ranger = connector('Ranger', () => ({
  required: {
    hostPort: url,
    authType: userAndPassword,
  },
}))
