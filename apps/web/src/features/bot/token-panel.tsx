/** A bot that signs in with tokens of ours: which are valid, a new one that is shown once, and the end of one. */
import { Alert, Button, Checkbox, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { botTexts as texts } from '../../texts/bot.ts'
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
  { value: 'OneHour', label: texts.expiries.OneHour },
  { value: '1', label: texts.expiries['1'] },
  { value: '7', label: texts.expiries['7'] },
  { value: '30', label: texts.expiries['30'] },
  { value: '60', label: texts.expiries['60'] },
  { value: '90', label: texts.expiries['90'] },
  { value: 'Unlimited', label: texts.expiries.Unlimited },
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
      {account.azure && <p className="dim">{texts.theBotSignsIn}</p>}
      <div className={classes.generate}>
        <Select
          label={texts.expiresAfter}
          data={[...expiries]}
          value={expiry}
          allowDeselect={false}
          onChange={(value) => isExpiry(value) && setExpiry(value)}
        />
        <Checkbox
          label={texts.keepEarlier}
          checked={keepOthers}
          onChange={(event) => setKeepOthers(event.currentTarget.checked)}
        />
        <Button loading={generate.isPending} onClick={() => generate.mutate()}>
          {texts.generateToken}
        </Button>
      </div>
      {shown && (
        <Alert title={texts.copyNow} color="blaze" className={classes.token}>
          <CopyableCode value={shown} what={texts.token} />
        </Alert>
      )}
      {tokens.isPending && <Loading rows={2} label={texts.tokens} />}
      {tokens.isError && <Failure error={tokens.error} what={texts.tokensNotListed} />}
      {tokens.data?.length === 0 && <Empty title={texts.noToken} />}
      {tokens.data && tokens.data.length > 0 && (
        <table className={assetClasses.rows}>
          <thead>
            <tr>
              <th>{texts.validTokens}</th>
              <th>{texts.made}</th>
              <th>{texts.expires}</th>
              <th>
                <span className="visually-hidden">{texts.change}</span>
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
                <td>
                  {expiresAt === null ? texts.neverExpires : new Date(expiresAt).toLocaleDateString('en')}
                </td>
                <td>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={texts.revokeNamed(tokenId)}
                    onClick={() => revoke.mutate(tokenId)}
                  >
                    {texts.revoke}
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
