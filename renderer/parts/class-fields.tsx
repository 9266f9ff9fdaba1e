import { useEffect, useState } from 'react';
import { FieldError, Input, Label, TextField } from 'react-aria-components';
import { codeCharacters, memberOf } from '../../contract/class-code.js';
import { codeCatalogue, type CodeMessage } from '../../contract/messages/class-codes.js';
import { word } from '../../contract/text.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { usePreferences } from '../base/preferences.js';
import { settingsTexts } from '../texts/settings.js';

interface Wrong {
  readonly of: 'code' | 'student';
  readonly why: CodeMessage;
}

/** The class that a learner is in: its code, or a ticket, and their id. Kept once both go together; without a code there is no class. */
export function ClassFields() {
  const say = useSay(settingsTexts);
  const { settings, change } = usePreferences();
  const { class: member } = settings;
  const [code, setCode] = useState('');
  const [student, setStudent] = useState('');
  const [wrong, setWrong] = useState<Wrong>();
  useEffect(() => {
    setCode(member?.code ?? '');
    setStudent(member?.student ?? '');
    setWrong(undefined);
  }, [member]);
  const save = () => {
    if (code.trim() === '') {
      setWrong(undefined);
      if (member !== null) change({ class: null });
      return;
    }
    const read = memberOf(code, student);
    setWrong(read.ok ? undefined : read);
    if (!read.ok || (read.member.code === member?.code && read.member.student === member.student)) return;
    change({ class: read.member });
  };
  return (
    <>
      <Words
        label={say('classCode')}
        value={code}
        most={codeCharacters}
        onChange={setCode}
        onLeave={save}
        wrong={wrong?.of === 'code' ? wrong.why : undefined}
      />
      <Words
        label={say('studentId')}
        value={student}
        most={64}
        onChange={setStudent}
        onLeave={save}
        wrong={wrong?.of === 'student' ? wrong.why : undefined}
      />
      <p className="quiet-text">
        {member === null ? say('notInClass') : say('inClass', { student: member.student })}
      </p>
    </>
  );
}

interface WordsProps {
  readonly label: string;
  readonly value: string;
  /** Characters. */
  readonly most: number;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
  readonly wrong: CodeMessage | undefined;
}

function Words({ label, value, most, onChange, onLeave, wrong }: WordsProps) {
  const say = useSay(settingsTexts);
  const language = useLanguage();
  return (
    <TextField
      className="field class-field"
      value={value}
      onChange={onChange}
      onBlur={onLeave}
      maxLength={most}
      isInvalid={wrong !== undefined}
    >
      <Label className="field-label">{label}</Label>
      <Input className="input" spellCheck={false} autoComplete="off" />
      <FieldError className="field-error">
        {wrong !== undefined && say('notKept', { because: word(codeCatalogue, wrong, language) })}
      </FieldError>
    </TextField>
  );
}
