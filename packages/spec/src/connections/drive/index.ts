/** Every connector of drive services. */
import { customDrive } from './custom-drive.ts'
import { googleDrive } from './google-drive.ts'
import { sftp } from './sftp.ts'
import { sharepoint } from './sharepoint.ts'

export const driveConnectors = [customDrive, googleDrive, sftp, sharepoint]
