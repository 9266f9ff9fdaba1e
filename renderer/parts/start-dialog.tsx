import { Play } from 'lucide-react';
import { useState } from 'react';
import { Dialog, Form, Heading, Label, Modal, ModalOverlay, Radio, RadioGroup } from 'react-aria-components';
import type { Text } from '../../contract/text.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { usePreferences } from '../base/preferences.js';
import { go } from '../base/route.js';
import { commonTexts } from '../texts/common.js';
import { startTexts } from '../texts/start.js';
import { providerName } from '../texts/providers.js';
import { Button, Choice } from './controls.js';
import { useAct } from './notices.js';

export interface StartDialogProps {
  readonly lab: string;
  readonly title: Text;
  /** What is chosen to begin with. */
  readonly values: 'own' | 'others';
  readonly onClose: () => void;
}

/** How a lab is to be begun. */
export function StartDialog({ lab, title, values, onClose }: StartDialogProps) {
  const say = useSay(startTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const act = useAct();
  const { info, settings } = usePreferences();
  const providers = info?.providers ?? [];
  const [provider, setProvider] = useState(
    providers.some((one) => one.name === settings.provider) ? settings.provider : providers[0]?.name,
  );
  const [chosen, setChosen] = useState(values);
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    const got = await act('start', {
      lab,
      values: chosen,
      ...(provider === undefined ? {} : { provider }),
    });
    setBusy(false);
    if (got === undefined) return;
    onClose();
    go({ view: 'session', session: got.value.session });
  };
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal">
        <Dialog className="dialog">
          <Form
            onSubmit={(event) => {
              event.preventDefault();
              void start();
            }}
          >
            <Heading slot="title" className="dialog-title">
              {say('dialog', { title: title[language] })}
            </Heading>
            <div className="dialog-body stack">
              {providers.length > 1 && provider !== undefined && (
                <Choice
                  label={say('provider')}
                  value={provider}
                  options={providers.map((one) => ({
                    value: one.name,
                    label: providerName(one.name, language),
                  }))}
                  onChange={setProvider}
                />
              )}
              <RadioGroup
                className="options"
                value={chosen}
                onChange={(value) => setChosen(value as 'own' | 'others')}
              >
                <Label className="field-label">{say('values')}</Label>
                <Radio value="own" className="option">
                  <span className="dot" aria-hidden />
                  <span>
                    {settings.class === null ? say('own') : say('ofClass')}{' '}
                    <small className="quiet-text">
                      {settings.class === null ? say('ownHint') : say('ofClassHint', settings.class)}
                    </small>
                  </span>
                </Radio>
                <Radio value="others" className="option">
                  <span className="dot" aria-hidden />
                  <span>
                    {say('others')} <small className="quiet-text">{say('othersHint')}</small>
                  </span>
                </Radio>
              </RadioGroup>
            </div>
            <div className="dialog-actions">
              <Button onPress={onClose}>{sayCommon('cancel')}</Button>
              <Button look="primary" icon={Play} type="submit" autoFocus isDisabled={busy}>
                {say('start')}
              </Button>
            </div>
          </Form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
