/** The Markdown renderer: GitHub's flavour, sanitised, links that leave say so to the other site as little as possible. */
import Markdown from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import classes from './rendered-markdown.module.css'

export default function RenderedMarkdown({ source }: { readonly source: string }) {
  return (
    <div className={classes.markdown}>
      <Markdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeSanitize]}
        components={{
          // A description must not claim a heading of the page, nor load pictures from elsewhere unasked.
          h1: ({ children }) => <h4>{children}</h4>,
          h2: ({ children }) => <h4>{children}</h4>,
          h3: ({ children }) => <h5>{children}</h5>,
          a: ({ href, children }) => (
            <a
              href={href}
              rel="noopener noreferrer nofollow"
              target={href?.startsWith('/') ? undefined : '_blank'}
            >
              {children}
            </a>
          ),
          img: ({ src, alt }) =>
            typeof src === 'string' ? (
              <a href={src} rel="noopener noreferrer nofollow" target="_blank">
                {alt || src}
              </a>
            ) : null,
        }}
      >
        {source}
      </Markdown>
    </div>
  )
}
