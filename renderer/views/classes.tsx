import { FolderOpen, Play } from 'lucide-react';
import { useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type { ClassCard } from '../../contract/class-view.js';
import { useAsk } from '../base/engine.js';
import { useLanguage, useSay, wordErrorMessage } from '../base/i18n.js';
import { go } from '../base/route.js';
import { Button } from '../parts/controls.js';
import { Main } from '../parts/main.js';
import { useAct } from '../parts/notices.js';
import { classTexts } from '../texts/class.js';

/** The classes that a teacher has opened here, and the way to open another one. */
export function Classes() {
  const say = useSay(classTexts);
  const classes = useAsk('classes', {});
  return (
    <Main className="page narrow">
      <h1>{say('classes')}</h1>
      <p className="quiet-text">{say('classesHint')}</p>
      <OpenClass />
      {classes.value?.length === 0 ? (
        <p className="quiet-text">{say('noClasses')}</p>
      ) : (
        <ul className="session-list">
          {(classes.value ?? []).map((card) => (
            <Card key={card.folder} card={card} again={classes.again} />
          ))}
        </ul>
      )}
      <p className="quiet-text">{say('howNew')}</p>
      <pre className="class-command">lvslab class init lvs-2026 --title &quot;LVS&quot; --pack lvs</pre>
    </Main>
  );
}

function OpenClass() {
  const say = useSay(classTexts);
  const act = useAct();
  const [folder, setFolder] = useState('');
  const bridge = window.lvslab;
  const open = async (wanted: string) => {
    const got = await act('openClass', { folder: wanted.trim() });
    if (got !== undefined) go({ view: 'class', folder: got.value.folder });
  };
  const choose = async () => {
    const chosen = await bridge?.chooseFolder();
    if (chosen !== undefined) await open(chosen);
  };
  return (
    <form
      className="row pack-open"
      onSubmit={(event) => {
        event.preventDefault();
        void open(folder);
      }}
    >
      <TextField className="field grow" value={folder} onChange={setFolder} maxLength={4096}>
        <Label className="field-label">{say('folder')}</Label>
        <Input className="input" />
      </TextField>
      <Button type="submit" isDisabled={folder.trim() === ''}>
        {say('open')}
      </Button>
      {bridge !== undefined && (
        <Button icon={FolderOpen} onPress={() => void choose()}>
          {say('chooseFolder')}
        </Button>
      )}
    </form>
  );
}

function Card({ card, again }: { readonly card: ClassCard; readonly again: () => void }) {
  const say = useSay(classTexts);
  const language = useLanguage();
  const act = useAct();
  const { folder, title, students, problem } = card;
  const name = title?.[language] ?? folder;
  const forget = async () => {
    await act('forgetClass', { folder });
    again();
  };
  return (
    <li className="card session-row">
      <div className="session-what">
        <strong>{name}</strong>
        <div className="facts">
          {students !== undefined && <span>{say('studentCount', { count: students })}</span>}
          <span className="mono">{folder}</span>
        </div>
        {problem !== undefined && (
          <p className="session-problem pre">{wordErrorMessage(problem, language)}</p>
        )}
      </div>
      <div className="row">
        {problem === undefined && (
          <Button
            look="primary"
            icon={Play}
            aria-label={`${say('enter')}: ${name}`}
            onPress={() => go({ view: 'class', folder })}
          >
            {say('enter')}
          </Button>
        )}
        <Button look="quiet" aria-label={`${say('forget')}: ${name}`} onPress={() => void forget()}>
          {say('forget')}
        </Button>
      </div>
    </li>
  );
}
