import { Split } from 'lucide-react';
import { useState } from 'react';
import type { NodeFactsView } from '../../contract/views.js';
import type { WayView } from '../../contract/ways.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { setupOf } from '../logic/simulation.js';
import { simulatorTexts } from '../texts/simulator.js';
import { topologyTexts } from '../texts/topology.js';
import { clock } from '../base/time.js';
import { Button } from './controls.js';
import { serviceName } from './topology-card.js';
import { Simulator, type SimulatorStart } from './simulator.js';

type Server = NonNullable<NodeFactsView['ipvs']>[number]['servers'][number];

interface IpvsTableProps {
  readonly facts: NodeFactsView;
  /** Of the last connection, whosever it is. */
  readonly way: WayView | undefined;
}

/** The director's table, as `ipvsadm -Ln` and `--rate` have it. */
export function IpvsTable({ facts, way }: IpvsTableProps) {
  const [start, setStart] = useState<SimulatorStart>();
  return (
    <>
      <Services facts={facts} onSimulate={setStart} />
      {start !== undefined && (
        <Simulator
          start={start}
          // While the table cannot be read nothing is known to have changed.
          look={{
            at: facts.at,
            service: facts.ipvs?.find((service) => serviceName(service) === start.service),
            known: facts.ipvs !== undefined,
            way,
          }}
          onClose={() => setStart(undefined)}
        />
      )}
    </>
  );
}

interface ServicesProps {
  readonly facts: NodeFactsView;
  readonly onSimulate: (start: SimulatorStart) => void;
}

function Services({ facts, onSimulate }: ServicesProps) {
  const say = useSay(topologyTexts);
  const saySimulator = useSay(simulatorTexts);
  const language = useLanguage();
  if (facts.ipvs === undefined) {
    const since = facts.unknown?.ipvs;
    return (
      <p className="not-known">
        {since === undefined ? say('ipvsUnknown') : say('ipvsUnknownSince', { time: clock(since, language) })}
      </p>
    );
  }
  if (facts.ipvs.length === 0)
    return (
      <p className="quiet-text ipvs-empty">
        {say(facts.ipvsLoaded === false ? 'ipvsNotLoaded' : 'ipvsEmpty')}
      </p>
    );
  return (
    <>
      {facts.ipvs.map((service) => {
        const name = serviceName(service);
        const setup = setupOf(service);
        return (
          <table key={name} className="ipvs">
            <caption>
              <strong>{name}</strong> <span className="scheduler">{service.scheduler}</span>
              {service.flags.length > 0 && ` ${service.flags.join(',')}`}
              {service.persistent !== undefined && ` · ${say('persistent', { seconds: service.persistent })}`}
              {setup !== undefined && (
                <Button
                  look="quiet"
                  small
                  icon={Split}
                  aria-label={saySimulator('simulateNamed', { service: name })}
                  onPress={() => onSimulate({ setup, service: name })}
                >
                  {saySimulator('simulate')}
                </Button>
              )}
            </caption>
            {service.servers.length > 0 ? (
              <>
                <thead>
                  <tr>
                    <th scope="col">{say('server')}</th>
                    <th scope="col">{say('method')}</th>
                    <th scope="col">{say('weight')}</th>
                    <th scope="col">{say('active')}</th>
                    <th scope="col">{say('inactive')}</th>
                    <th scope="col">{say('connections')}</th>
                    <th scope="col">{say('rate')}</th>
                  </tr>
                </thead>
                <tbody>
                  {service.servers.map((server) => (
                    <tr
                      key={`${server.address}:${server.port}`}
                      className={server.weight === 0 ? 'weight-zero' : ''}
                    >
                      <th scope="row">{serverName(server, service.port)}</th>
                      <td>{server.method.toUpperCase()}</td>
                      <td>{server.weight}</td>
                      <td>{server.active}</td>
                      <td>{server.inactive}</td>
                      <td>{server.connections}</td>
                      <td>{server.rate < 10 ? server.rate.toFixed(1) : Math.round(server.rate)}</td>
                    </tr>
                  ))}
                </tbody>
              </>
            ) : (
              <tbody>
                <tr>
                  <td className="quiet-text">{say('noServers')}</td>
                </tr>
              </tbody>
            )}
          </table>
        );
      })}
    </>
  );
}

/** The port is said only where it differs from the service's. */
export function serverName(server: Server, port: number): string {
  const name = server.node ?? server.address;
  return server.port === port ? name : `${name}:${server.port}`;
}
