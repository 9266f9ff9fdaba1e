import { FileText } from 'lucide-react';
import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useSay } from '../base/i18n.js';
import { download } from '../logic/download.js';
import { commonTexts } from '../texts/common.js';
import { settingsTexts } from '../texts/settings.js';
import { Button } from './controls.js';
import { useAct } from './notices.js';

/** What is needed to mend a problem, looked at before it is saved. */
export function Problem() {
  const say = useSay(settingsTexts);
  const sayCommon = useSay(commonTexts);
  const act = useAct();
  const [shown, setShown] = useState<{ readonly name: string; readonly text: string }>();
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    const got = await act('problem', {});
    setBusy(false);
    if (got !== undefined) setShown(got.value);
  };
  const close = () => setShown(undefined);
  return (
    <section className="card stack">
      <h2 className="section-title">{say('problem')}</h2>
      <p className="quiet-text">{say('problemHint')}</p>
      <div className="row">
        <Button icon={FileText} isDisabled={busy} onPress={() => void make()}>
          {say('problemLook')}
        </Button>
      </div>
      <ModalOverlay
        className="overlay"
        isDismissable
        isOpen={shown !== undefined}
        onOpenChange={(open) => {
          if (!open) close();
        }}
      >
        <Modal className="modal wide">
          <Dialog className="dialog">
            <Heading slot="title" className="dialog-title">
              {say('problem')}
            </Heading>
            <div className="dialog-body">
              <p>{say('problemPrivate')}</p>
              <pre className="problem-text" tabIndex={0}>
                {shown?.text}
              </pre>
            </div>
            <div className="dialog-actions">
              <Button onPress={close}>{sayCommon('close')}</Button>
              <Button
                look="primary"
                autoFocus
                onPress={() => {
                  if (shown !== undefined)
                    download(shown.name, new Blob([shown.text], { type: 'text/plain' }));
                  close();
                }}
              >
                {say('problemSave')}
              </Button>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </section>
  );
}
