import { Minus, Plus, Trash } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  Button as AriaButton,
  Group,
  Input,
  Label,
  NumberField,
  Switch,
  TextField,
} from 'react-aria-components';
import type { StorageItem } from '../../contract/views.js';
import type { Settings as SettingsShape } from '../../contract/settings.js';
import { useAsk } from '../base/engine.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { useConfirm } from '../parts/confirm.js';
import { ClassFields } from '../parts/class-fields.js';
import { Button, Choice } from '../parts/controls.js';
import { useAct, useNotices } from '../parts/notices.js';
import { terminalSize, useLayout, usePreferences } from '../base/preferences.js';
import {
  acceleratorTexts,
  onQuitTexts,
  settingsTexts,
  storageKindTexts,
  themeTexts,
} from '../texts/settings.js';
import { providerName } from '../texts/providers.js';
import { bytes } from '../base/time.js';
import { Main } from '../parts/main.js';
import { Packs } from '../parts/packs.js';
import { Problem } from '../parts/problem.js';

const themes = ['system', 'light', 'dark', 'contrast'] as const satisfies readonly SettingsShape['theme'][];
const accelerators = ['probe', 'none'] as const satisfies readonly SettingsShape['accelerator'][];
const onQuit = ['ask', 'suspend', 'end'] as const satisfies readonly SettingsShape['onQuit'][];

export function Settings() {
  const say = useSay(settingsTexts);
  const language = useLanguage();
  const { settings, info, change } = usePreferences();
  const [screenReader, setScreenReader] = useLayout('terminal.screenReader', false);
  const providers = info?.providers ?? [];
  return (
    <Main className="page narrow">
      <h1>{say('settings')}</h1>
      <section className="card stack">
        <h2 className="section-title">{say('appearance')}</h2>
        <Choice
          label={say('language')}
          value={settings.language}
          options={[
            { value: 'system', label: say('system') },
            { value: 'zh-CN', label: say('chinese') },
            { value: 'en', label: say('english') },
          ]}
          onChange={(value) => change({ language: value })}
        />
        <Choice
          label={say('theme')}
          value={settings.theme}
          options={themes.map((value) => ({ value, label: themeTexts[value][language] }))}
          onChange={(theme) => change({ theme })}
        />
        <Size
          label={say('fontSize')}
          value={settings.fontSize}
          min={11}
          max={24}
          onChange={(fontSize) => change({ fontSize })}
        />
        <Size
          label={say('terminalFontSize')}
          value={settings.terminalFontSize}
          min={terminalSize.min}
          max={terminalSize.max}
          onChange={(terminalFontSize) => change({ terminalFontSize })}
        />
        <OnOff
          label={say('copyOnSelect')}
          value={settings.copyOnSelect}
          onChange={(copyOnSelect) => change({ copyOnSelect })}
        />
        <OnOff label={say('screenReader')} value={screenReader} onChange={setScreenReader} />
      </section>
      <section className="card stack">
        <h2 className="section-title">{say('work')}</h2>
        <Words label={say('learner')} value={settings.learner} onChange={(learner) => change({ learner })} />
        <ClassFields />
        {providers.length > 0 && (
          <Choice
            label={say('provider')}
            value={settings.provider}
            options={providers.map((one) => ({ value: one.name, label: providerName(one.name, language) }))}
            onChange={(provider) => change({ provider })}
          />
        )}
        {providers.some((one) => one.name === 'qemu') && (
          <Choice
            label={say('accelerator')}
            value={settings.accelerator}
            options={accelerators.map((value) => ({ value, label: acceleratorTexts[value][language] }))}
            onChange={(accelerator) => change({ accelerator })}
          />
        )}
        <OnOff
          label={say('autoCheck')}
          value={settings.autoCheck}
          onChange={(autoCheck) => change({ autoCheck })}
        />
        <Choice
          label={say('onQuit')}
          value={settings.onQuit}
          options={onQuit.map((value) => ({ value, label: onQuitTexts[value][language] }))}
          onChange={(value) => change({ onQuit: value })}
        />
      </section>
      <Packs />
      <Storage />
      <Problem />
      {info !== undefined && <p className="quiet-text">{say('version', { version: info.version })}</p>}
    </Main>
  );
}

interface WordsProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Words({ label, value, onChange }: WordsProps) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const save = () => {
    if (draft.trim() !== value) onChange(draft.trim());
  };
  return (
    <TextField className="field learner" value={draft} onChange={setDraft} maxLength={80} onBlur={save}>
      <Label className="field-label">{label}</Label>
      <Input className="input" />
    </TextField>
  );
}

interface SizeProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

function Size({ label, value, min, max, onChange }: SizeProps) {
  return (
    <NumberField
      className="number-field"
      value={value}
      minValue={min}
      maxValue={max}
      onChange={(changed) => {
        if (Number.isInteger(changed)) onChange(changed);
      }}
    >
      <Label className="field-label">{label}</Label>
      <Group className="number-box">
        <AriaButton slot="decrement" className="icon-button">
          <Minus size={14} aria-hidden />
        </AriaButton>
        <Input className="input" />
        <AriaButton slot="increment" className="icon-button">
          <Plus size={14} aria-hidden />
        </AriaButton>
      </Group>
    </NumberField>
  );
}

interface OnOffProps {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

function OnOff({ label, value, onChange }: OnOffProps) {
  return (
    <Switch className="switch" isSelected={value} onChange={onChange}>
      <span className="track" aria-hidden />
      {label}
    </Switch>
  );
}

function Storage() {
  const say = useSay(settingsTexts);
  const language = useLanguage();
  const act = useAct();
  const notice = useNotices();
  const confirm = useConfirm();
  const storage = useAsk('storage', {});
  const items = storage.value;
  const free = async (item: StorageItem) => {
    const yes = await confirm({
      title: say('freeAsk'),
      body: say('freeBody', { name: item.name, size: bytes(item.bytes) }),
      action: say('free'),
      danger: true,
    });
    if (!yes) return;
    const got = await act('freeStorage', { ids: [item.id] });
    if (got !== undefined) notice({ kind: 'done', text: say('freed', { size: bytes(got.value) }) });
    storage.again();
  };
  return (
    <section className="card stack">
      <h2 className="section-title">{say('storage')}</h2>
      <p className="quiet-text">{say('storageHint')}</p>
      {items !== undefined && items.length === 0 && <p>{say('nothingStored')}</p>}
      {items !== undefined && items.length > 0 && (
        <table className="data">
          <caption>{say('total', { size: bytes(items.reduce((sum, item) => sum + item.bytes, 0)) })}</caption>
          <thead>
            <tr>
              <th scope="col">{say('name')}</th>
              <th scope="col">{say('kind')}</th>
              <th scope="col" className="number">
                {say('size')}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id}>
                <th scope="row" className="mono">
                  {item.name}
                </th>
                <td>{storageKindTexts[item.kind][language]}</td>
                <td className="number">{bytes(item.bytes)}</td>
                <td className="number">
                  {item.used ? (
                    <span className="quiet-text">{say('inUse')}</span>
                  ) : (
                    <Button
                      small
                      icon={Trash}
                      aria-label={say('freeNamed', { name: item.name })}
                      onPress={() => void free(item)}
                    >
                      {say('free')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
