/** Workflow files whose indentation was lost, or is wrong in one line. */
import { describe, expect, it } from 'vitest'
import { edit, failure, good, parse } from '../testing/sample-workflow.ts'

describe('a file with one line that is indented otherwise', () => {
  it.each([
    [
      '     ',
      'the indentation changes here. Begin the line in the column of its neighbours on the same level.',
    ],
    ['\t', 'a tab is used as indentation. YAML wants spaces.'],
  ])('is told of that line alone: %j', async (indentation, sentence) => {
    const error = await failure(edit('      username', `${indentation}username`))
    expect(error.message).toBe(`f.yaml:7:1  ${sentence}`)
  })
})

describe('a file whose indentation was lost', () => {
  const flat = good.replaceAll(/^ +/gm, '')

  it('is recognised and put right', async () => {
    const error = await failure(flat)
    expect(error.message).toBe(
      "f.yaml:1:1  'source' is empty and its settings stand at the start of their lines: the indentation was lost when the text was copied.",
    )
    expect(error.repaired).toBe(good)
    await expect(parse(error.repaired ?? '')).resolves.toBeDefined()
  })

  it('is recognised as the guide prints its last block', async () => {
    const snippet = `workflowConfig:
openMetadataServerConfig:
hostPort: 'http://localhost:8585/api'
authProvider: azure
securityConfig:
clientSecret: '{your_client_secret}'
authority: '{your_authority_url}'
clientId: '{your_client_id}'
scopes:
- your_scopes
`
    expect((await failure(snippet)).repaired).toBe(`workflowConfig:
  openMetadataServerConfig:
    hostPort: 'http://localhost:8585/api'
    authProvider: azure
    securityConfig:
      clientSecret: '{your_client_secret}'
      authority: '{your_authority_url}'
      clientId: '{your_client_id}'
      scopes:
        - your_scopes
`)
  })

  it('is put right whatever of it was lost, comments included', async () => {
    const halves = good.replaceAll(/^ {4,}/gm, '  ').replace('  username', '  # who reads\n  username')
    const lost = halves.replaceAll(/^ +/gm, '')
    expect((await failure(lost)).repaired).toBe(
      good.replace('      username', '      # who reads\n      username'),
    )
  })
})
