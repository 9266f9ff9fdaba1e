import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useSay } from '../base/i18n.js';
import { commonTexts } from '../texts/common.js';
import { Button } from './controls.js';

export interface ReadingDialogProps {
  readonly title: string;
  /** Classes of the modal and of the dialog in it. */
  readonly modal: string;
  readonly dialog: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Something to look at over the page, with a title and a way to close it. */
export function ReadingDialog({ title, modal, dialog, onClose, children }: ReadingDialogProps) {
  const sayCommon = useSay(commonTexts);
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className={`modal ${modal}`}>
        <Dialog className={`dialog ${dialog}`}>
          <Heading slot="title" className="dialog-title">
            {title}
          </Heading>
          {children}
          <div className="dialog-actions">
            <Button onPress={onClose}>{sayCommon('close')}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
