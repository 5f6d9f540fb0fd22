/** A bot that signs in with tokens of ours: which are valid, a new one that is shown once, and the end of one. */
import { Alert, Button, Checkbox, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { announceFailed } from '../../ui/saved-notice.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import classes from './bot.module.css'
import {
  type BotAccount,
  botTokensQuery,
  type Expiry,
  generateToken,
  revokeToken,
  signInWithTokens,
} from './bot-api.ts'

const expiries: readonly { readonly value: Expiry; readonly label: string }[] = [
  { value: 'OneHour', label: '1 hour' },
  { value: '1', label: '1 day' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '60', label: '60 days' },
  { value: '90', label: '90 days' },
  { value: 'Unlimited', label: 'Never' },
]

const isExpiry = (value: string | null): value is Expiry => expiries.some((each) => each.value === value)

interface TokenPanelProps {
  readonly name: string
  readonly account: BotAccount
}

export function TokenPanel({ name, account }: TokenPanelProps) {
  const client = useQueryClient()
  const tokens = useQuery(botTokensQuery(name))
  const [expiry, setExpiry] = useState<Expiry>('90')
  const [keepOthers, setKeepOthers] = useState(false)
  // Here and not in the cache of queries, which outlives the page.
  const [shown, setShown] = useState<string>()
  const refresh = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['bot-tokens', name] })
    await client.invalidateQueries({ queryKey: ['bot-account'] })
  }
  const generate = useMutation({
    mutationFn: async () => {
      if (account.authType !== 'JWT') await signInWithTokens(account.id, name)
      setShown(await generateToken(account.id, expiry, keepOthers))
    },
    onSuccess: refresh,
    onError: announceFailed,
  })
  const revoke = useMutation({
    mutationFn: (tokenId: string) => revokeToken(name, tokenId),
    onSuccess: refresh,
    onError: announceFailed,
  })
  return (
    <div className={classes.form}>
      {account.azure && (
        <p className="dim">The bot signs in with Azure now. Generating a token lets its application go.</p>
      )}
      <div className={classes.generate}>
        <Select
          label="Expires after"
          data={[...expiries]}
          value={expiry}
          allowDeselect={false}
          onChange={(value) => isExpiry(value) && setExpiry(value)}
        />
        <Checkbox
          label="Keep earlier tokens, to exchange them one by one"
          checked={keepOthers}
          onChange={(event) => setKeepOthers(event.currentTarget.checked)}
        />
        <Button loading={generate.isPending} onClick={() => generate.mutate()}>
          Generate a token
        </Button>
      </div>
      {shown && (
        <Alert title="Copy it now: it is never shown again" color="blaze" className={classes.token}>
          <CopyableCode value={shown} what="token" />
        </Alert>
      )}
      {tokens.isPending && <Loading rows={2} label="tokens" />}
      {tokens.isError && <Failure error={tokens.error} what="The tokens could not be listed" />}
      {tokens.data?.length === 0 && <Empty title="No token is valid" />}
      {tokens.data && tokens.data.length > 0 && (
        <table className={assetClasses.rows}>
          <thead>
            <tr>
              <th>Valid tokens</th>
              <th>Made</th>
              <th>Expires</th>
              <th>
                <span className="visually-hidden">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.data.map(({ tokenId, createdAt, expiresAt }) => (
              <tr key={tokenId}>
                <td>
                  <code>{tokenId}</code>
                </td>
                <td>
                  <RelativeTime atMs={createdAt} />
                </td>
                <td>{expiresAt === null ? 'never' : new Date(expiresAt).toLocaleDateString('en')}</td>
                <td>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Revoke ${tokenId}`}
                    onClick={() => revoke.mutate(tokenId)}
                  >
                    Revoke
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
