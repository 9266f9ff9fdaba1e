import { Download, FileSpreadsheet } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { type ClassView, type GradeForm, gradeForms } from '../../contract/class-view.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { download } from '../logic/download.js';
import { classTexts, gradeFormTexts } from '../texts/class.js';
import { Button, Choice } from './controls.js';
import { useAct, useNotices } from './notices.js';

const wholeClass = '';

/** Grades as files, for where the institution keeps them. */
export function ClassExports({ view }: { readonly view: ClassView }) {
  const say = useSay(classTexts);
  const language = useLanguage();
  const act = useAct();
  const notice = useNotices();
  const { folder, labs } = view;
  const [lab, setLab] = useState<string>(labs.length === 1 ? labs[0]!.lab : wholeClass);
  const save = async (form: GradeForm) => {
    const got = await act('gradesFile', { folder, form, language });
    if (got !== undefined) download(got.value.name, new Blob([got.value.text]));
  };
  const fill = async (file: File | undefined) => {
    if (file === undefined) return;
    const { name } = file;
    const asked = {
      folder,
      name,
      text: await file.text(),
      language,
      ...(lab === wholeClass ? {} : { lab }),
    };
    const got = await act('fillWorksheet', asked);
    if (got === undefined) return;
    download(name, new Blob([got.value.text], { type: 'text/csv' }));
    notice({ kind: 'done', text: say('filled', got.value) });
  };
  return (
    <section aria-label={say('exports')}>
      <h2 className="section-title">{say('exports')}</h2>
      <div className="row class-exports">
        {gradeForms.map((form) => (
          <Button key={form} icon={Download} onPress={() => void save(form)}>
            {gradeFormTexts[form][language]}
          </Button>
        ))}
        <span className="grow" />
        <Choice
          label={say('worksheetLab')}
          value={lab}
          options={[
            { value: wholeClass, label: say('wholeClass') },
            ...labs.map((each) => ({ value: each.lab, label: each.title[language] })),
          ]}
          onChange={setLab}
        />
        <FileTrigger acceptedFileTypes={['.csv']} onSelect={(list) => void fill(list?.[0])}>
          <Button icon={FileSpreadsheet}>{say('worksheet')}</Button>
        </FileTrigger>
      </div>
      <p className="quiet-text">{say('pages', { folder: `${folder}/grades` })}</p>
    </section>
  );
}
