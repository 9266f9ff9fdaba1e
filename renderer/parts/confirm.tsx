import { createContext, type ReactNode, use, useCallback, useEffect, useRef, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useSay } from '../base/i18n.js';
import { onRoute } from '../base/route.js';
import { commonTexts } from '../texts/common.js';
import { Button } from './controls.js';

export interface Question {
  readonly title: string;
  readonly body: ReactNode;
  /** The word on the button that does it. */
  readonly action: string;
  readonly danger?: boolean;
}

const ConfirmContext = createContext<(question: Question) => Promise<boolean>>(() => Promise.resolve(false));

/** Asks before something is done that cannot be undone, or that leaves the window. */
export function ConfirmProvider({ children }: { readonly children: ReactNode }) {
  const say = useSay(commonTexts);
  const [question, setQuestion] = useState<Question>();
  const answer = useRef<(yes: boolean) => void>(() => {});
  const confirm = useCallback((asked: Question) => {
    answer.current(false);
    setQuestion(asked);
    return new Promise<boolean>((resolve) => {
      answer.current = resolve;
    });
  }, []);
  const finish = (yes: boolean) => {
    answer.current(yes);
    setQuestion(undefined);
  };
  // A question belongs to the page where it was asked: on another one its yes would do what nobody sees.
  useEffect(
    () =>
      onRoute(() => {
        answer.current(false);
        setQuestion(undefined);
      }),
    [],
  );
  return (
    <ConfirmContext value={confirm}>
      {children}
      <ModalOverlay
        className="overlay"
        isDismissable
        isOpen={question !== undefined}
        onOpenChange={(open) => {
          if (!open) finish(false);
        }}
      >
        <Modal className="modal">
          {question !== undefined && (
            <Dialog role="alertdialog" className="dialog">
              <Heading slot="title" className="dialog-title">
                {question.title}
              </Heading>
              <div className="dialog-body">{question.body}</div>
              <div className="dialog-actions">
                <Button autoFocus={question.danger === true} onPress={() => finish(false)}>
                  {say('cancel')}
                </Button>
                <Button
                  autoFocus={question.danger !== true}
                  look={question.danger === true ? 'danger' : 'primary'}
                  onPress={() => finish(true)}
                >
                  {question.action}
                </Button>
              </div>
            </Dialog>
          )}
        </Modal>
      </ModalOverlay>
    </ConfirmContext>
  );
}

export function useConfirm(): (question: Question) => Promise<boolean> {
  return use(ConfirmContext);
}

/** Opens a link outside of the window: http and https only, and only after asking. */
export function useOpenLink(): (url: string) => void {
  const confirm = useConfirm();
  const say = useSay(commonTexts);
  return useCallback(
    (url) => {
      if (!isWebLink(url)) return;
      void confirm({ title: say('openLink'), body: say('openLinkBody', { url }), action: say('open') }).then(
        (yes) => {
          if (yes) window.open(url, '_blank', 'noopener');
        },
      );
    },
    [confirm, say],
  );
}

export function isWebLink(url: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}
