import type { Compared, Decision, Fraction } from '../../schedulers/rule.js';
import type { Say } from '../base/i18n.js';
import type { Step } from '../logic/simulation.js';
import type { reasonTexts } from '../texts/simulator.js';

/** As one writes it: 4/3, or 256. */
export function fraction({ num, den }: Fraction): string {
  return den === 1 ? String(num) : `${num}/${den}`;
}

const same = (a: Fraction, b: Fraction) => a.num * b.den === b.num * a.den;

/** Why a connection goes where it goes, in a sentence. */
export function reasonOf(
  { request, decision }: Pick<Step, 'request' | 'decision'>,
  say: Say<typeof reasonTexts>,
): string {
  const { server, compared, facts } = decision;
  if (facts.rule === 'hash') return hashReason(decision, facts, request, say);
  if (server === undefined) return say('none');
  const taken = compared.find((each) => each.server === server);
  const value = taken?.value === undefined ? '' : fraction(taken.value);
  const weight = taken?.weight ?? 0;
  switch (facts.rule) {
    case 'pointer':
      return facts.pointer === undefined
        ? say('pointerHead', { server })
        : say('pointer', { server, last: facts.pointer });
    case 'weighted-pointer':
      if (facts.to === facts.from) return say('weightSame', { server, want: facts.to });
      return facts.to < facts.from
        ? say('weightDown', { server, start: facts.from, want: facts.to })
        : say('weightAnew', { server, want: facts.to });
    case 'least': {
      const others = ties(compared, taken);
      return others.length === 0
        ? say('least', { server, value })
        : say('leastTie', { server, value, others });
    }
    case 'idle':
      return facts.idle ? say('idle', { server }) : say('busy', { server, value });
    case 'highest':
      return compared.some(({ skipped }) => skipped === 'in-use')
        ? say('overflow', { server, weight })
        : say('highest', { server, weight });
    case 'cache': {
      const { target } = request;
      if (facts.found === 'hit') return say('cacheHit', { server, target });
      if (facts.found === 'busy') return say('cacheBusy', { server, cached: facts.cached, value });
      return say(facts.found === 'gone' ? 'cacheGone' : 'cacheNothing', { server, target, value });
    }
  }
}

type HashFacts = Extract<Decision['facts'], { rule: 'hash' }>;

function hashReason(
  { server }: Decision,
  { by, slot, slots, owner }: HashFacts,
  { client, target }: Step['request'],
  say: Say<typeof reasonTexts>,
): string {
  const place = { key: by === 'source' ? client : target, slot, slots };
  if (server === undefined) return say('hashNone', { ...place, owner: owner ?? '' });
  return owner === undefined || owner === server
    ? say('hash', { ...place, server })
    : say('hashOther', { ...place, owner, server });
}

/** Others with the same value as the one that was taken. */
function ties(compared: readonly Compared[], taken: Compared | undefined): readonly string[] {
  const value = taken?.value;
  if (value === undefined) return [];
  return compared.flatMap((each) =>
    each !== taken && each.value !== undefined && same(each.value, value) ? [each.server] : [],
  );
}
