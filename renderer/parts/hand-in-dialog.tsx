import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { HandInView } from '../../contract/handin.js';
import { stateTroubleTexts } from '../../contract/messages/hand-ins.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { commonTexts } from '../texts/common.js';
import { labTexts } from '../texts/lab.js';
import { Button } from './controls.js';

/** Files that are named; more are only counted. */
const shownFiles = 5;

interface HandInDialogProps {
  readonly made: HandInView | undefined;
  readonly onSave: () => void;
  readonly onClose: () => void;
}

/** What is in the file that was just made, and where it is. */
export function HandInDialog({ made, onSave, onClose }: HandInDialogProps) {
  const say = useSay(labTexts);
  const sayCommon = useSay(commonTexts);
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={made !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title" className="dialog-title">
            {say('handInTitle')}
          </Heading>
          {made !== undefined && (
            <div className="dialog-body">
              <p>{say('handInBody', { file: made.file, kilobytes: Math.ceil(made.bytes / 1000) })}</p>
              <dl className="grade-facts hand-in">
                {made.nodes.map((each) => (
                  <Inside key={each.node} {...each} />
                ))}
              </dl>
            </div>
          )}
          <div className="dialog-actions">
            <Button onPress={onSave}>{say('saveAgain')}</Button>
            <Button autoFocus look="primary" onPress={onClose}>
              {sayCommon('close')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Inside({ node, state, learners, changes, packages, database, left }: HandInView['nodes'][number]) {
  const say = useSay(labTexts);
  const language = useLanguage();
  const lost = left.filter(({ why }) => why !== 'no-file').map(({ path }) => path);
  const paths = [...lost.slice(0, shownFiles), ...(lost.length > shownFiles ? ['…'] : [])];
  return (
    <>
      <dt>{node}</dt>
      <dd>
        {state === 'taken'
          ? say('handInNode', { changes, packages: packages.length, database })
          : learners
            ? say('handInMissing', { reason: stateTroubleTexts[state][language] })
            : stateTroubleTexts[state][language]}
        {paths.length > 0 && (
          <div className="quiet-text">{say('handInLeft', { paths: paths.join(', ') })}</div>
        )}
      </dd>
    </>
  );
}
