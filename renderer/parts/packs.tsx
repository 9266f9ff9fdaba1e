import { FolderOpen, RefreshCw, Trash } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type { ErrorMessage } from '../../contract/messages/errors.js';
import type { InstalledVersion, PackView } from '../../contract/packs.js';
import { useAsk } from '../base/engine.js';
import { useLanguage, useSay, wordErrorMessage } from '../base/i18n.js';
import { kindTexts, packTexts } from '../texts/packs.js';
import { useConfirm } from './confirm.js';
import { Button } from './controls.js';
import { useAct, useNotices } from './notices.js';
import { usePackOpener } from './pack-opener.js';

/** The packs that there are, asked for anew when one was installed or removed. */
export function usePacks() {
  const packs = useAsk('packs', {});
  const { changes } = usePackOpener();
  const { again } = packs;
  useEffect(() => {
    if (changes > 0) again();
  }, [changes, again]);
  return packs;
}

/** Packs in the settings: where more come from, and which versions are here. */
export function Packs() {
  const say = useSay(packTexts);
  const { look, choose } = usePackOpener();
  const packs = usePacks();
  const [address, setAddress] = useState('');
  const submit = () => {
    if (address.trim() !== '') look({ source: address.trim() });
  };
  return (
    <section className="card stack" aria-label={say('packs')}>
      <h2 className="section-title">{say('packs')}</h2>
      <p className="quiet-text">{say('hint')}</p>
      <form
        className="row pack-open"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField className="field grow" value={address} onChange={setAddress} maxLength={4096}>
          <Label className="field-label">{say('address')}</Label>
          <Input className="input" />
        </TextField>
        <Button type="submit" isDisabled={address.trim() === ''}>
          {say('look')}
        </Button>
        {choose !== undefined && (
          <Button icon={FolderOpen} onPress={choose}>
            {say('openFile')}
          </Button>
        )}
      </form>
      {(packs.value ?? []).map((pack) => (
        <Pack key={`${pack.builtIn}${pack.id}`} pack={pack} />
      ))}
    </section>
  );
}

function Pack({ pack }: { readonly pack: PackView }) {
  const say = useSay(packTexts);
  const language = useLanguage();
  const { look } = usePackOpener();
  const remove = useRemove();
  const { id, title, labs, builtIn, versions, updates, problems, version = '' } = pack;
  return (
    <section className="pack-entry" aria-label={id}>
      <div className="row">
        <h3 className="grow">
          {title?.[language] ?? id} <span className="quiet-text">{id}</span>
        </h3>
        <span className="quiet-text">{say('labsCount', { count: labs })}</span>
        {builtIn && (
          <span className="tag">
            {say('builtIn')} {version}
          </span>
        )}
        {updates && (
          <Button
            small
            icon={RefreshCw}
            aria-label={say('updateNamed', { id })}
            onPress={() => look({ update: id })}
          >
            {say('update')}
          </Button>
        )}
        {!builtIn && (
          <Button
            small
            icon={Trash}
            aria-label={say('removeNamed', { name: id })}
            onPress={() => void remove(id)}
          >
            {say('remove')}
          </Button>
        )}
      </div>
      <PackProblems problems={problems} />
      {versions.length > 0 && (
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{say('version')}</th>
              <th scope="col">{say('by')}</th>
              <th scope="col">{say('from')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {versions.map((each) => (
              <Version key={each.name} id={id} version={each} last={versions.length === 1} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface VersionProps {
  readonly id: string;
  readonly version: InstalledVersion;
  /** There is no other one. */
  readonly last: boolean;
}

function Version({ id, version, last }: VersionProps) {
  const say = useSay(packTexts);
  const language = useLanguage();
  const act = useAct();
  const remove = useRemove();
  const { changed } = usePackOpener();
  const { name, kind, key, source, current, revoked } = version;
  const use = async () => {
    await act('usePack', { pack: id, name });
    changed();
  };
  return (
    <tr>
      <th scope="row">
        {version.version} <span className="quiet-text">{kindTexts[kind][language]}</span>
        {revoked !== undefined && <p className="pack-revoked">{say('revoked', { reason: revoked })}</p>}
      </th>
      <td>{key === undefined ? say('unsigned') : <span className="mono">{key}</span>}</td>
      <td className="pack-source">{source}</td>
      <td className="number">
        <span className="row pack-version-actions">
          {current ? (
            <span className="tag here">{say('current')}</span>
          ) : (
            revoked === undefined && (
              <Button small aria-label={say('useNamed', { version: name })} onPress={() => void use()}>
                {say('use')}
              </Button>
            )
          )}
          {!last && (
            <Button
              small
              look="quiet"
              icon={Trash}
              aria-label={say('removeNamed', { name: `${id} ${name}` })}
              onPress={() => void remove(id, name)}
            >
              {say('remove')}
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}

/** Asks, and removes a pack, or one version of it. */
function useRemove(): (pack: string, name?: string) => Promise<void> {
  const say = useSay(packTexts);
  const act = useAct();
  const notice = useNotices();
  const confirm = useConfirm();
  const { changed } = usePackOpener();
  return async (pack, name) => {
    const shown = name === undefined ? pack : `${pack} ${name}`;
    const yes = await confirm({
      title: say('removeAsk', { name: shown }),
      body: say('removeBody'),
      action: say('remove'),
      danger: true,
    });
    if (!yes) return;
    const got = await act('removePack', { pack, ...(name === undefined ? {} : { name }) });
    if (got !== undefined) notice({ kind: 'done', text: say('removed', { name: shown }) });
    changed();
  };
}

/** What is wrong with a pack, where the pack stands. */
export function PackProblems({ problems }: { readonly problems: readonly ErrorMessage[] }) {
  const say = useSay(packTexts);
  const language = useLanguage();
  if (problems.length === 0) return null;
  return (
    <ul className="card problem pack-problems" aria-label={say('broken')}>
      {problems.map((problem) => {
        const text = wordErrorMessage(problem, language);
        return <li key={text}>{text}</li>;
      })}
    </ul>
  );
}
