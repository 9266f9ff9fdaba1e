import { routeTo } from '../../causes/realserver.js';
import type { Judge } from '../../world/judge.js';
import { evidence, factsOn, fail, overNodes, pass, section } from '../judging.js';

export const routeJudge: Judge<'route'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { network: true }), experiments: [] }),
  judge: ({ on, to, via, dev }, world) =>
    overNodes(
      on,
      (node) => {
        const routes = section(world, node, 'routes');
        const proof = evidence(world, node, 'routes');
        const name = to === '0.0.0.0/0' ? 'default' : to.replace(/\/32$/, '');
        // Of several the kernel lists the one that it takes, of the lowest metric, first.
        const exact = routes.find((each) => each.to === name);
        const fits =
          exact !== undefined &&
          exact.type === undefined &&
          (via === undefined || exact.via === via) &&
          (dev === undefined || exact.dev === dev);
        if (fits) return pass({ code: 'route.ok', params: { nodes: [node], to } }, proof);
        const want =
          [via === undefined ? '' : `via ${via}`, dev === undefined ? '' : `dev ${dev}`].join(' ').trim() ||
          to;
        const found = exact ?? (name === 'default' ? undefined : routeTo(routes, name.split('/')[0] ?? ''));
        const text =
          found === undefined
            ? '-'
            : `${found.to} ${found.type ?? (found.via === undefined ? `dev ${found.dev ?? ''}` : `via ${found.via}`)}`;
        const message =
          exact === undefined
            ? ({ code: 'route.missing', params: { node, to } } as const)
            : ({ code: 'route.differs', params: { node, to, found: text, want } } as const);
        return fail(message, { code: 'wrong-gateway', params: { node, to, found: text, want } }, proof);
      },
      (nodes) => ({ code: 'route.ok', params: { nodes, to } }),
    ),
};
