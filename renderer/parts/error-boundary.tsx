import { Component, type ReactNode } from 'react';
import { useLanguage, useSay, wordError } from '../base/i18n.js';
import { go } from '../base/route.js';
import { commonTexts } from '../texts/common.js';
import { Button } from './controls.js';
import { Main } from './main.js';

interface Props {
  readonly children: ReactNode;
}

/** Keeps an error in a view from taking the whole window, and shows the way back. */
export class ErrorBoundary extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error: error ?? new Error('unknown') };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Failed error={this.state.error} again={() => this.setState({ error: undefined })} />;
  }
}

function Failed({ error, again }: { readonly error: unknown; readonly again: () => void }) {
  const say = useSay(commonTexts);
  const language = useLanguage();
  return (
    <Main className="page narrow">
      <div role="alert" className="card problem">
        <h1>{say('viewFailed')}</h1>
        <p className="pre">{wordError(error, language)}</p>
        <div className="row">
          <Button look="primary" onPress={again}>
            {say('retry')}
          </Button>
          <Button
            onPress={() => {
              go({ view: 'library' });
              again();
            }}
          >
            {say('backToLibrary')}
          </Button>
        </div>
      </div>
    </Main>
  );
}
