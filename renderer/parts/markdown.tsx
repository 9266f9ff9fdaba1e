import { Play } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { packLimits } from '../../contract/limits.js';
import { markdownFault } from '../../contract/markdown.js';
import { useSay } from '../base/i18n.js';
import { parseFence } from '../logic/fence.js';
import { foldSections } from '../logic/fold.js';
import { isTerm, markTerms } from '../logic/terms.js';
import { labTexts } from '../texts/lab.js';
import { isWebLink, useOpenLink } from './confirm.js';
import { Button } from './controls.js';
import { CopyButton } from './copy-button.js';
import { Term } from './term.js';

/** A pack's texts are hostile: no raw HTML, no images at all, and links that ask. */
const schema = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => name !== 'img' && name !== 'picture'),
};

interface CodeNode {
  readonly children?: readonly {
    readonly type: string;
    readonly tagName?: string;
    readonly data?: { readonly meta?: unknown };
    readonly children?: readonly { readonly type: string; readonly value?: string }[];
  }[];
}

export interface MarkdownProps {
  readonly text: string;
  /** Names of the lab's nodes: a block for another one gets no button. */
  readonly nodes: readonly string[];
  readonly onRun: ((node: string, code: string) => void) | undefined;
}

/** A step's text; one that would hold the window up while it is drawn (its values are put in by now) is shown as it was written. */
export function Markdown(props: MarkdownProps) {
  const say = useSay(labTexts);
  const { text } = props;
  const tooMuch = useMemo(() => markdownFault(text) !== undefined, [text]);
  if (!tooMuch) return <Formatted {...props} />;
  return (
    <div className="markdown">
      <p className="quiet-text">{say('plainText')}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways, by keyboard too */}
      <pre tabIndex={0}>{text.slice(0, packLimits.labBytes)}</pre>
    </div>
  );
}

function Formatted({ text, nodes, onRun }: MarkdownProps) {
  const say = useSay(labTexts);
  const components: Components = {
    a: ({ href, children }) => <OutsideLink href={href ?? ''}>{children}</OutsideLink>,
    pre: ({ node, children }) => {
      const code = (node as CodeNode | undefined)?.children?.find((child) => child.tagName === 'code');
      const source = (code?.children ?? []).map((child) => child.value ?? '').join('');
      const meta = typeof code?.data?.meta === 'string' ? code.data.meta : undefined;
      const fence = parseFence(meta);
      return (
        <CodeBlock
          source={source}
          node={fence.node !== undefined && nodes.includes(fence.node) ? fence.node : undefined}
          onRun={fence.run ? onRun : undefined}
        >
          {children}
        </CodeBlock>
      );
    },
    span: ({ node, children }) => {
      const term = node?.properties['dataTerm'];
      return isTerm(term) ? <Term id={term}>{children}</Term> : <span>{children}</span>;
    },
    summary: ({ children }) => (
      <summary>
        {children} <span className="quiet-text">{say('foldedHint')}</span>
      </summary>
    ),
    table: ({ children }) => (
      <div className="table-scroll">
        <table>{children}</table>
      </div>
    ),
  };
  return (
    <div className="markdown">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[[rehypeSanitize, schema], [markTerms, { nodes }], foldSections]}
        components={components}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}

interface CodeBlockProps {
  readonly source: string;
  readonly node: string | undefined;
  readonly onRun: ((node: string, code: string) => void) | undefined;
  readonly children: ReactNode;
}

/** Commands with their node's name, to run there or to copy. */
export function CodeBlock({ source, node, onRun, children }: CodeBlockProps) {
  const say = useSay(labTexts);
  const code = source.replace(/\n$/, '');
  return (
    <div className="code-block">
      <div className="code-bar">
        <span className="code-node">{node}</span>
        {node !== undefined && onRun !== undefined && (
          <Button look="quiet" small icon={Play} onPress={() => onRun(node, code)}>
            {say('run', { node })}
          </Button>
        )}
        <CopyButton text={code} label={say('copyCode')} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways, by keyboard too */}
      <pre tabIndex={0}>{children}</pre>
    </div>
  );
}

function OutsideLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const open = useOpenLink();
  if (!isWebLink(href)) return <span>{children}</span>;
  return (
    <a
      href={href}
      rel="noopener noreferrer"
      onClick={(event) => {
        event.preventDefault();
        open(href);
      }}
      onAuxClick={(event) => event.preventDefault()}
    >
      {children}
    </a>
  );
}
