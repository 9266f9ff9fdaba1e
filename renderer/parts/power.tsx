import { Power } from 'lucide-react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { SessionView } from '../../contract/views.js';
import type { PowerAction } from '../../contract/machines.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { powerActionsOf, resetStep } from '../logic/power.js';
import { powerActionTexts, powerTexts } from '../texts/power.js';
import { useConfirm } from './confirm.js';
import { useAct } from './notices.js';
import type { Action } from './palette.js';

/** Does one of them; a reset asks first, since work is lost. */
function usePower(view: SessionView): (node: string, action: PowerAction | 'reset') => Promise<void> {
  const act = useAct();
  const confirm = useConfirm();
  const say = useSay(powerTexts);
  const language = useLanguage();
  return async (node, action) => {
    if (action !== 'reset') return void (await act('power', { session: view.id, node, action }));
    const step = resetStep(view);
    if (step === undefined) return;
    const yes = await confirm({
      title: say('resetTitle', { node }),
      body: say('resetBody'),
      action: powerActionTexts.reset[language],
      danger: true,
    });
    if (yes) await act('reset', { session: view.id, step, node });
  };
}

/** The buttons of a node's machine, as a menu. */
export function PowerMenu({ view, node }: { readonly view: SessionView; readonly node: string }) {
  const say = useSay(powerTexts);
  const language = useLanguage();
  const power = usePower(view);
  const actions = powerActionsOf(view, node);
  if (actions.length === 0) return null;
  return (
    <MenuTrigger>
      <AriaButton className="cable-button power-button nodrag nopan" aria-label={say('menu', { node })}>
        <Power size={12} aria-hidden />
      </AriaButton>
      <Popover className="popover">
        <Menu
          className="list-box"
          aria-label={say('menu', { node })}
          onAction={(key) => void power(node, key as PowerAction | 'reset')}
        >
          {actions.map((action) => (
            <MenuItem key={action} id={action} className="list-item">
              {powerActionTexts[action][language]}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** The same for the command palette, every node's. */
export function usePowerActions(view: SessionView): readonly Action[] {
  const say = useSay(powerTexts);
  const language = useLanguage();
  const power = usePower(view);
  return view.nodes.flatMap(({ name: node }) =>
    powerActionsOf(view, node).map((action) => ({
      id: `power-${node}-${action}`,
      label: say('on', { node, action: powerActionTexts[action][language] }),
      run: () => void power(node, action),
    })),
  );
}
