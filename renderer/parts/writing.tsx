import { RotateCw } from 'lucide-react';
import type { SessionView } from '../../contract/views.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { go } from '../base/route.js';
import { fixedPartTexts, writingTexts } from '../texts/writing.js';
import { useConfirm } from './confirm.js';
import { Button } from './controls.js';
import { useAct } from './notices.js';

/** Somebody writes the lab beside the session: what of it is not on this page, and the way to have it. */
export function Writing({ view }: { readonly view: SessionView }) {
  const say = useSay(writingTexts);
  const language = useLanguage();
  const act = useAct();
  const confirm = useConfirm();
  const { writing } = view;
  if (writing === undefined) return null;
  const { problems, fixed } = writing;
  if (problems === 0 && fixed.length === 0) return null;
  const anew = async () => {
    const yes = await confirm({
      title: say('anewAsk'),
      body: say('anewBody'),
      action: say('anewDo'),
      danger: true,
    });
    const started = yes ? await act('startAnew', { session: view.id }) : undefined;
    if (started !== undefined) go({ view: 'session', session: started.value.session });
  };
  const parts = fixed.map((part) => fixedPartTexts[part][language]);
  return (
    <div className="banner info" role="status">
      {problems > 0 && <span className="grow">{say('problems', { count: problems })}</span>}
      {fixed.length > 0 && (
        <>
          <span className="grow">
            {say('fixed', { parts: parts.join(language === 'zh-CN' ? '、' : ', ') })}
          </span>
          <Button small icon={RotateCw} onPress={() => void anew()}>
            {say('anew')}
          </Button>
        </>
      )}
    </div>
  );
}
