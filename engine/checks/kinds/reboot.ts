import { type Check, type CheckParams, checkTitle, kindOf } from '../../../contract/checks.js';
import type { ExperimentRequest, Seen } from '../../../contract/experiments.js';
import { type DiagnosisMessage, verdictCatalogue } from '../../../contract/messages/verdicts.js';
import { word } from '../../../contract/text.js';
import type { Evidence, Judgement } from '../../../contract/verdict.js';
import type { Judge } from '../judge.js';
import { fail, judging, list, pass, resultOf, unknown } from '../judging.js';

/** Named checks hold again after a reboot: what they look at is written where the boot reads it. */
export const rebootJudge: Judge<'reboot'> = {
  wants: (params) => ({ facts: {}, experiments: [requestOf(params)] }),
  judge: (params, world) =>
    judging(() => {
      const result = resultOf<'reboot'>(world, requestOf(params));
      const { nodes } = params;
      const log: Evidence = {
        node: nodes[0]!,
        command: `systemctl reboot (${nodes.join(', ')})`,
        output: result.log,
        at: result.at,
      };
      const { after, before } = result;
      const judged = (seen: Seen) => params.checks.flatMap((id) => world.judged(id, seen) ?? []);
      if (after === undefined) {
        const unmet = judged(before).find(({ judgement }) => judgement.status !== 'pass');
        return unknown({ code: 'skipped.needs', params: { check: unmet?.check.id ?? '' } }, [log]);
      }
      const all = judged(after);
      const lost = all.filter(({ judgement }) => judgement.status === 'fail');
      const [first] = lost;
      if (first !== undefined) {
        const message = {
          code: 'reboot.lost',
          params: {
            of: all.length,
            zh: lost.map(({ check }) => checkTitle(check)['zh-CN']),
            en: lost.map(({ check }) => checkTitle(check).en),
          },
        } as const;
        return fail(message, causeOf(first, after), [log, ...first.judgement.evidence]);
      }
      const unclear = all.find(({ judgement }) => judgement.status === 'unknown');
      if (unclear !== undefined) {
        const detail = word(verdictCatalogue, unclear.judgement.message, 'en');
        return unknown(
          {
            code: 'reboot.unclear',
            params: { check: unclear.check.id, title: checkTitle(unclear.check), detail },
          },
          [log],
        );
      }
      const seconds = Math.max(...Object.values(result.seconds)).toFixed(0);
      return pass({ code: 'reboot.ok', params: { nodes, count: all.length, seconds } }, [log]);
    }),
};

function requestOf({ nodes, checks }: CheckParams<'reboot'>): Extract<ExperimentRequest, { kind: 'reboot' }> {
  return { kind: 'reboot', nodes, checks };
}

/** What was not written down, by what the facts after the reboot show; else what the check itself says is wrong then. */
function causeOf(
  { check, judgement }: { readonly check: Check; readonly judgement: Judgement },
  after: Seen,
): DiagnosisMessage {
  const { kind, params } = kindOf(check);
  const facts = (node: string) => {
    const observed = after.facts[node];
    return observed?.ok ? observed.facts : undefined;
  };
  switch (kind) {
    case 'address': {
      const node = list(params.on).find(
        (each) => facts(each)?.addresses?.every(({ address }) => address !== params.address) === true,
      );
      if (node !== undefined) return { code: 'address-not-kept', params: { node, address: params.address } };
      break;
    }
    case 'module': {
      const node = list(params.on).find((each) => facts(each)?.modules?.includes(params.name) === false);
      if (node !== undefined) return { code: 'module-not-kept', params: { node, name: params.name } };
      break;
    }
    case 'sysctl': {
      const node = list(params.on).find((each) =>
        params.keys.every((key) => Number(facts(each)?.sysctls?.[key] ?? Number.NaN) === 0),
      );
      if (node !== undefined)
        return { code: 'sysctl-not-kept', params: { node, keys: params.keys.join(', ') } };
      break;
    }
    case 'ipvs-service':
    case 'ipvs-server': {
      const on = list(params.on);
      const empty = on.find((each) => facts(each)?.ipvs?.services.length === 0);
      if (empty !== undefined) return { code: 'rules-not-kept', params: { node: empty } };
      // Of several tables that hold something the check's own cause knows which is not as it was.
      const [node] = on;
      if (on.length === 1 && node !== undefined && facts(node)?.ipvs !== undefined)
        return { code: 'rules-differ-after-boot', params: { node } };
      break;
    }
    case 'ipvs-timeouts': {
      // What ip_vs.ko starts with (include/net/ip_vs.h), as ipvsadm(8) prints it.
      const node = list(params.on).find((each) => {
        const { tcp, tcpfin, udp } = facts(each)?.ipvs?.timeouts ?? {};
        return tcp === 900 && tcpfin === 120 && udp === 300;
      });
      if (node !== undefined) return { code: 'timeouts-not-kept', params: { node } };
      break;
    }
    case 'listening': {
      const { port } = params;
      const node = list(params.on).find(
        (each) => facts(each)?.listeners?.every((listener) => listener.port !== Number(port)) === true,
      );
      if (node !== undefined) return { code: 'service-not-kept', params: { node, port: String(port) } };
      break;
    }
    default:
  }
  return (
    judgement.diagnosis ?? { code: 'lost-at-reboot', params: { check: check.id, title: checkTitle(check) } }
  );
}
