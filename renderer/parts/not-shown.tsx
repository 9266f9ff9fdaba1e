import { useLanguage, wordError } from '../base/i18n.js';
import { Button } from './controls.js';
import { Main } from './main.js';

interface NotShownProps {
  readonly error: unknown;
  /** The way on, in words. */
  readonly way: string;
  readonly onWay: () => void;
}

/** A page that cannot be shown: why, and where to go. */
export function NotShown({ error, way, onWay }: NotShownProps) {
  const language = useLanguage();
  return (
    <Main className="page narrow">
      <div role="alert" className="card problem">
        <p className="pre">{wordError(error, language)}</p>
        <Button look="primary" onPress={onWay}>
          {way}
        </Button>
      </div>
    </Main>
  );
}
