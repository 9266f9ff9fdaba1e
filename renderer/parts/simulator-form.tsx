import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Input, Label, NumberField } from 'react-aria-components';
import { type SchedulerName, schedulerNames } from '../../schedulers/schedulers.js';
import { useSay } from '../base/i18n.js';
import { type PresetName, presetNames } from '../logic/presets.js';
import { type Setup, type SimulatedServer, simulationLimits, withAnother } from '../logic/simulation.js';
import { simulatorTexts } from '../texts/simulator.js';
import { Button, Choice, IconButton } from './controls.js';

interface FormProps {
  readonly setup: Setup;
  readonly preset: PresetName | 'own';
  readonly beside: SchedulerName | 'nobody';
  readonly onPreset: (name: PresetName) => void;
  readonly onBeside: (name: SchedulerName | 'nobody') => void;
  readonly onChange: (change: Partial<Setup>) => void;
  /** What stands beside the servers. */
  readonly children: ReactNode;
}

const schedulerOptions = schedulerNames.map((name) => ({ value: name, label: name }));

/** What is to be simulated. */
export function SimulatorForm({ setup, preset, beside, onPreset, onBeside, onChange, children }: FormProps) {
  const say = useSay(simulatorTexts);
  const label = (name: PresetName) => (name === 'course' ? say('courseExample') : name);
  const counts = ['clients', 'targets', 'requests'] as const;
  return (
    <div className="simulator-form">
      <div className="filters">
        <Choice
          label={say('example')}
          value={preset}
          options={[
            ...presetNames.map((name) => ({ value: name, label: label(name) })),
            ...(preset === 'own' ? [{ value: 'own' as const, label: say('own') }] : []),
          ]}
          onChange={(name) => {
            if (name !== 'own') onPreset(name);
          }}
        />
        <Choice
          label={say('scheduler')}
          value={setup.scheduler}
          options={schedulerOptions}
          onChange={(scheduler) => onChange({ scheduler })}
        />
        <Choice
          label={say('beside')}
          value={beside}
          options={[{ value: 'nobody', label: say('nobody') }, ...schedulerOptions]}
          onChange={onBeside}
        />
        <Choice
          label={say('connections')}
          value={setup.held ? 'held' : 'short'}
          options={[
            { value: 'held', label: say('held') },
            { value: 'short', label: say('short') },
          ]}
          onChange={(how) => onChange({ held: how === 'held' })}
        />
        {counts.map((count) => (
          <Count
            key={count}
            label={say(count)}
            value={setup[count]}
            limits={simulationLimits[count]}
            onChange={(value) => onChange({ [count]: value })}
          />
        ))}
      </div>
      <div className="simulator-set">
        <Servers servers={setup.servers} onChange={(servers) => onChange({ servers })} />
        <div className="simulator-side">{children}</div>
      </div>
    </div>
  );
}

interface ServersProps {
  readonly servers: readonly SimulatedServer[];
  readonly onChange: (servers: readonly SimulatedServer[]) => void;
}

function Servers({ servers, onChange }: ServersProps) {
  const say = useSay(simulatorTexts);
  const { min, max } = simulationLimits.servers;
  const numbers = ['weight', 'active', 'inactive'] as const;
  const edit = (id: string, change: Partial<SimulatedServer>) =>
    onChange(servers.map((server) => (server.id === id ? { ...server, ...change } : server)));
  return (
    <div className="table-scroll">
      <table className="data simulator-servers">
        <caption>{say('servers')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('server')}</th>
            {numbers.map((name) => (
              <th key={name} scope="col">
                {say(name)}
              </th>
            ))}
            <th scope="col">
              <Button
                small
                icon={Plus}
                isDisabled={servers.length >= max}
                onPress={() => onChange(withAnother(servers))}
              >
                {say('add')}
              </Button>
            </th>
          </tr>
        </thead>
        <tbody>
          {servers.map((server) => (
            <tr key={server.id}>
              <th scope="row">
                {server.id} <span className="quiet-text mono">{server.address}</span>
              </th>
              {numbers.map((name) => (
                <td key={name}>
                  <Count
                    name={say('ofServer', { what: say(name), name: server.id })}
                    value={server[name]}
                    limits={name === 'weight' ? simulationLimits.weight : simulationLimits.counts}
                    onChange={(value) => edit(server.id, { [name]: value })}
                  />
                </td>
              ))}
              <td>
                <IconButton
                  icon={Trash2}
                  label={say('remove', { name: server.id })}
                  isDisabled={servers.length <= min}
                  onPress={() => onChange(servers.filter(({ id }) => id !== server.id))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CountProps {
  /** Above it; or only its name, where a table's head says it. */
  readonly label?: string;
  readonly name?: string;
  readonly value: number;
  readonly limits: { readonly min: number; readonly max: number };
  readonly onChange: (value: number) => void;
}

function Count({ label, name, value, limits, onChange }: CountProps) {
  return (
    <NumberField
      {...(name === undefined ? {} : { 'aria-label': name })}
      value={value}
      minValue={limits.min}
      maxValue={limits.max}
      formatOptions={{ maximumFractionDigits: 0, useGrouping: false }}
      onChange={(changed) => {
        if (Number.isInteger(changed)) onChange(changed);
      }}
    >
      {label !== undefined && <Label className="field-label">{label}</Label>}
      <Input className="input simulator-count" />
    </NumberField>
  );
}
