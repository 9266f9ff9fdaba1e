import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useSay } from '../base/i18n.js';
import { commonTexts } from '../texts/common.js';
import { labTexts } from '../texts/lab.js';
import { Button } from './controls.js';
import { CodeBlock } from './markdown.js';

interface SolutionDialogProps {
  readonly title: string;
  readonly commands: Readonly<Record<string, string>> | undefined;
  readonly onRun: (node: string, code: string) => void;
  readonly onClose: () => void;
}

/** The commands of a step, by node. */
export function SolutionDialog({ title, commands, onRun, onClose }: SolutionDialogProps) {
  const say = useSay(labTexts);
  const sayCommon = useSay(commonTexts);
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={commands !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal wide">
        <Dialog className="dialog">
          <Heading slot="title" className="dialog-title">
            {say('solutionOf', { title })}
          </Heading>
          <div className="dialog-body">
            {Object.entries(commands ?? {}).map(([node, code]) => (
              <CodeBlock
                key={node}
                source={code}
                node={node}
                onRun={(where, what) => {
                  onClose();
                  onRun(where, what);
                }}
              >
                <code>{code}</code>
              </CodeBlock>
            ))}
          </div>
          <div className="dialog-actions">
            <Button autoFocus onPress={onClose}>
              {sayCommon('close')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
