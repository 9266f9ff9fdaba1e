import type { Evidence } from '../../../contract/verdict.js';
import type { Judge } from '../../world/judge.js';
import { deedsShown, fail, judging, pass, resultOf } from '../judging.js';

export const trafficJudge: Judge<'traffic'> = {
  capability: () => 'capture',
  notAnew: true,
  wants: ({ do: deeds, seconds }) => ({
    facts: {},
    experiments: [{ kind: 'frames', do: deeds, seconds }],
  }),
  judge: ({ do: deeds, seconds, node, network, ...bounds }, world) =>
    judging(() => {
      const result = resultOf<'frames'>(world, { kind: 'frames', do: deeds, seconds });
      const { sent, at } = result;
      const lines = Object.entries(sent).flatMap(([name, senders]) =>
        Object.entries(senders).map(([sender, count]) => `${name}: ${sender} ${count}`),
      );
      const proof: readonly Evidence[] = [
        ...deedsShown(result),
        { node, command: 'tcpdump -e -n ip', output: lines.join('\n'), at },
      ];
      const bytes = Object.entries(sent)
        .filter(([name]) => network === undefined || name === network)
        .reduce((sum, [, senders]) => sum + (senders[node] ?? 0), 0);
      const least = bounds['at-least'];
      const most = bounds['at-most'];
      if (least !== undefined && bytes < least)
        return fail({ code: 'traffic.little', params: { node, bytes, want: least } }, undefined, proof);
      if (most !== undefined && bytes > most)
        return fail({ code: 'traffic.much', params: { node, bytes, want: most } }, undefined, proof);
      return pass({ code: 'traffic.ok', params: { node, bytes } }, proof);
    }),
};
