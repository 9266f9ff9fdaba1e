import type { Call, Service } from '../../contract/rpc.js';
import {
  type NodeStatus,
  type SessionEvent,
  type SessionProcedures,
  sessionProcedures,
  type SessionStatus,
} from '../../contract/session.js';
import type { SessionParts } from '../session/session.js';
import { handIn } from './handing-in.js';
import { LiveSession } from './live-session.js';

/** A session and its service. Parameters as those of `LiveSession`. */
export function liveSession(
  parts: SessionParts,
  state: 'suspended' | 'ended',
  autoCheck: () => boolean = () => false,
): LiveSession {
  return new LiveSession(parts, state, sessionService, autoCheck);
}

/** What a session answers, whoever asks: a window of this process, or a command of another. */
function sessionService(live: LiveSession): Service<SessionProcedures> {
  const { session, terminals } = live;
  const asked = ({ signal, onEvent }: Call<SessionEvent>) => ({ signal, onEvent });
  return {
    ready: async (_input, { onEvent }) => {
      live.listeners.add(onEvent);
      try {
        await live.started;
      } finally {
        live.listeners.delete(onEvent);
      }
      return statusOf(live);
    },
    status: async () => {
      await live.looked;
      return statusOf(live);
    },
    alive: async () => Object.keys(sessionProcedures),

    lab: async () => live.lab(),
    watch: (_input, { signal, onEvent }) => live.watch(signal, onEvent),
    timeline: (_input, { signal, onEvent }) => live.timeline.watch(signal, onEvent),
    moment: async ({ id }) => live.timeline.moment(id),
    topology: (_input, { signal, onEvent }) => live.poller.watch(signal, onEvent),

    check: ({ step, reuse = false }, call) =>
      live.work('check', (work) => session.check(step, { ...work, reuse }), asked(call)),
    grade: (_input, call) => live.work('grade', (work) => session.grade(work), asked(call)),
    solve: ({ step }, call) =>
      live.work(
        'solve',
        async (work) => {
          const target = step ?? session.progress().current ?? session.lab.steps.at(-1)!.id;
          await session.solve(target, work);
          // Judged at once, so that what is done is done: the next `solve` is about the next step.
          await session.check(target, work);
          return target;
        },
        asked(call),
      ),
    reset: ({ step, node }, call) =>
      live.work('reset', (work) => session.reset(step, work, node), asked(call)),
    power: ({ node, action }, call) =>
      live.work('power', (work) => session.power(node, action, work), { ...asked(call), detail: node }),
    setLink: ({ node, network, up }, { signal }) => live.setLink(node, network, up, signal),
    answer: ({ check, answer }, call) =>
      live.work('check', (work) => session.answer(check, answer, work), asked(call)),
    finishReading: ({ step }, call) =>
      live.work('check', (work) => session.finishReading(step, work), asked(call)),
    // What is only noted waits for nobody: the journal has an order of its own.
    hints: async ({ check }) => session.help.of(check),
    hint: async ({ check, level }) => session.help.give(check, level),
    solution: async ({ step }) => session.help.solution(step),
    setLearner: async ({ name }) => session.setLearner(name),
    writing: (_input, { signal }) => live.writing.last(signal),
    problems: async ({ count }) => live.writing.stands(count),
    relab: ({ document }, call) =>
      live.work('check', (work) => live.writing.relab(document, work), asked(call)),
    cancel: async () => live.cancel(),
    handIn: (_input, call) => live.work('hand-in', (work) => handIn(session, work), asked(call)),
    suspend: (_input, call) => live.suspend(asked(call)),
    down: () => live.end(),

    openTerminal: async ({ node }) => ({ terminal: live.openTerminal(node) }),
    watchTerminal: ({ terminal }, { signal, onEvent }) => terminals.get(terminal).watch(signal, onEvent),
    tookTerminal: async ({ terminal, characters }) => terminals.get(terminal).took(characters),
    writeTerminal: async ({ terminal, data }) => terminals.get(terminal).write(data),
    resizeTerminal: async ({ terminal, cols, rows }) => terminals.get(terminal).resize({ cols, rows }),
    closeTerminal: async ({ terminal }) => live.closeTerminal(terminal),
  };
}

async function statusOf(live: LiveSession): Promise<SessionStatus> {
  const { session } = live;
  const { current, done } = session.progress();
  const machines = session.running ? session.machines : undefined;
  const nodes = await Promise.all(
    session.topology.nodes.map(async (node): Promise<NodeStatus | undefined> => {
      if (machines === undefined) return undefined;
      const ssh = machines.access(node.name);
      return {
        name: node.name,
        role: node.role,
        state: await machines.state(node.name),
        addresses: node.interfaces.map((nic) => nic.address),
        ...(ssh === undefined ? {} : { ssh }),
      };
    }),
  );
  return {
    id: session.id,
    lab: session.lab.id,
    state: live.state === 'starting' ? 'starting' : 'running',
    doing: live.doing,
    currentStep: current,
    done: [...done],
    nodes: nodes.filter((node) => node !== undefined),
  };
}
