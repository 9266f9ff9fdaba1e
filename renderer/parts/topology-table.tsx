import type { SessionView, TopologyView } from '../../contract/views.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { isOn } from '../logic/power.js';
import { rivals, standingOf } from '../logic/topology-changes.js';
import { roleTexts } from '../../contract/messages/machines.js';
import { topologyTexts } from '../texts/topology.js';
import { elapsed } from '../base/time.js';
import { IpvsTable } from './ipvs-table.js';
import { CableButton, linkOf, NotKnown, Shared, StandingMark } from './topology-card.js';
import { ports } from './topology-details.js';
import { WayTable } from './topology-way.js';

export interface TopologyTableProps {
  readonly view: SessionView;
  readonly topology: TopologyView | undefined;
  readonly now: number;
}

/** The same as the graph, as tables. */
export function TopologyTable({ view, topology, now }: TopologyTableProps) {
  const say = useSay(topologyTexts);
  const language = useLanguage();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <div className="topology-table" tabIndex={0} role="group" aria-label={say('topology')}>
      <table className="data">
        <caption>{say('nodes')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('node')}</th>
            <th scope="col">{say('role')}</th>
            <th scope="col">{say('state')}</th>
            <th scope="col">{say('links')}</th>
            <th scope="col">{say('addresses')}</th>
            <th scope="col">{say('vrrpColumn')}</th>
            <th scope="col">{say('listening')}</th>
            <th scope="col">{say('read')}</th>
          </tr>
        </thead>
        <tbody>
          {view.lab.nodes.map((node) => {
            const facts = topology?.nodes[node.name];
            const state = view.nodes.find((one) => one.name === node.name);
            return (
              <tr key={node.name}>
                <th scope="row">{node.name}</th>
                <td>{roleTexts[node.role][language]}</td>
                <td>
                  <StandingMark standing={standingOf(state, facts, now)} />
                </td>
                <td>
                  {node.interfaces.map((one) => {
                    const { link, out, trouble } = linkOf(view, node.name, one.network, one.dev, facts);
                    const word = trouble ?? (link === undefined ? undefined : 'linkUp');
                    return (
                      <div key={one.dev} className="row">
                        {one.dev} {isOn(state) && word !== undefined && say(word)}
                        {view.capabilities.links && isOn(state) && (out || link !== undefined) && (
                          <CableButton
                            session={view.id}
                            node={node.name}
                            dev={one.dev}
                            network={one.network}
                            plugged={!out && link?.carrier !== false}
                            wide
                          />
                        )}
                      </div>
                    );
                  })}
                </td>
                <td>
                  {isOn(state) && facts !== undefined && facts.addresses === undefined && (
                    <NotKnown since={facts.unknown?.addresses} />
                  )}
                  {facts?.addresses?.map((one) => (
                    <div key={`${one.dev} ${one.address}`}>
                      {one.kind === 'vip' && <strong>{say('vip')} </strong>}
                      {one.address}/{one.prefix} {one.dev} <Shared also={one.also} />
                    </div>
                  ))}
                </td>
                <td>
                  {isOn(state) && facts !== undefined && facts.vrrp === undefined && (
                    <NotKnown since={facts.unknown?.vrrp} />
                  )}
                  {facts?.vrrp?.map((vrrp) => (
                    <div key={vrrp.name}>{say('vrrp', vrrp)}</div>
                  ))}
                </td>
                <td>
                  {isOn(state) &&
                    facts !== undefined &&
                    (ports(facts)?.join(' ') ?? <NotKnown since={facts.unknown?.listening} />)}
                </td>
                <td>{facts !== undefined && say('age', { time: elapsed(now - facts.at, language) })}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <table className="data">
        <caption>{say('vips')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('address')}</th>
            <th scope="col">{say('holders')}</th>
            <th scope="col">{say('onLoopback')}</th>
            <th scope="col">{say('arpBy')}</th>
          </tr>
        </thead>
        <tbody>
          {(topology?.vips ?? []).map((vip) => (
            <tr key={vip.address}>
              <th scope="row">
                {vip.address}
                {!vip.ofLab && <div className="quiet-text">{say('notVip')}</div>}
              </th>
              <td>
                {vip.holders.join(', ')}
                {vip.claimed !== undefined && ` → ${vip.claimed}`}
              </td>
              <td>{vip.onLoopback.join(', ')}</td>
              <td>
                {rivals(vip).length > 1 ? (
                  <strong className="link-trouble">
                    {rivals(vip).join(', ')} · {say('conflict')}
                  </strong>
                ) : (
                  vip.arp?.node
                )}
              </td>
            </tr>
          ))}
          {(topology?.vips ?? []).length === 0 && (
            <tr>
              <td colSpan={4} className="quiet-text">
                {say('noVips')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {topology?.way !== undefined && <WayTable way={topology.way} />}
      {view.lab.nodes
        .filter((node) => node.role === 'director')
        .map((node) => {
          const facts = topology?.nodes[node.name];
          return (
            facts !== undefined && (
              <section key={node.name} aria-label={`${say('ipvs')} ${node.name}`}>
                <h3>
                  {say('ipvs')} · {node.name}
                </h3>
                <IpvsTable facts={facts} way={topology?.way} />
              </section>
            )
          );
        })}
    </div>
  );
}
