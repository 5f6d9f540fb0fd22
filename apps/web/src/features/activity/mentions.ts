/** Mentions in a message, `<#E::user::ada|@ada>`, as links that Markdown knows. */
import { toPathName } from '../../routes/path-name.ts'

const mention = /<#E::(\w+)::([^|<>]+)\|([^<>]*)>/gu

function plain(text: string): string {
  return text.replaceAll(/[\\`*_[\]()!]/gu, '\\$&')
}

export function withMentions(message: string): string {
  return message.replaceAll(mention, (_whole, type: string, fqn: string, shown: string) => {
    const label = shown.replace(/^\[(.*)\]$/su, '$1') || fqn
    return `[${plain(label)}](</${type}/${toPathName(fqn).replaceAll(/[<>\s]/gu, encodeURIComponent)}>)`
  })
}
