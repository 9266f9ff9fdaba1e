import type { CompiledLab, LoadedLab } from '../../engine/packs/compiled.js';

const both = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const quiz = (id: string, title: object, body: object, more: object = {}) => ({
  id,
  title,
  ...more,
  quiz: { question: both('请回答', 'Please answer'), ...body },
});

/** A quiz of every type that is not in the DR lab, for its first step, and the check that one of them predicts. */
const quizzes = [
  quiz('who', both('谁应答 ARP 请求', 'Who answers ARP'), {
    type: 'choice',
    question: both(
      '客户端问 ${vip} 的 MAC 地址时，由谁应答？',
      'The client asks for the MAC of ${vip}: who answers?',
    ),
    options: [
      both('调度器', 'the director'),
      {
        text: both('两台真实服务器', 'both realservers'),
        why: both(
          '真实服务器把 VIP 绑在 lo 上，arp_ignore=1 不让它们应答。',
          'They have the VIP on lo, and arp_ignore=1 keeps them silent.',
        ),
      },
    ],
    answer: 0,
    why: both('只有它在 eth0 上有 VIP。', 'It alone has the VIP on eth0.'),
  }),
  quiz('path', both('一个请求的经过', 'The way of a request'), {
    type: 'order',
    question: both('把 DR 模式下一个请求的经过排好。', 'Put the way of a request in DR mode in order.'),
    items: [
      both('客户端发出 SYN', 'The client sends a SYN'),
      both('调度器改写目的 MAC 地址', 'The director rewrites the destination MAC'),
      both('真实服务器收下发给 VIP 的包', 'The realserver takes the packet for the VIP'),
      both('应答直接回到客户端', 'The reply goes straight to the client'),
    ],
    wrong: [
      {
        answer: [3, 1],
        why: both('没有人收到请求之前，不会有应答。', 'There is no reply before anybody has the request.'),
      },
    ],
  }),
  quiz('modes', both('三种转发方式', 'Three ways to forward'), {
    type: 'match',
    question: both('每种方式改写什么？', 'What does each way change?'),
    pairs: [
      { left: both('DR', 'DR'), right: both('只改写 MAC 地址', 'the MAC address only') },
      { left: both('NAT', 'NAT'), right: both('改写目的地址', 'the destination address') },
      { left: both('TUN', 'TUN'), right: both('外面再套一层 IP 头', 'an IP header is put around it') },
    ],
    extra: [both('改写 VLAN', 'the VLAN')],
  }),
  quiz('reply', both('ARP 应答', 'The ARP reply'), {
    type: 'line',
    question: both('哪一行是 ARP 应答？', 'Which line is the ARP reply?'),
    lines: [
      '12:00:01.000001 ARP, Request who-has ${vip} tell 10.0.0.100, length 28',
      '12:00:01.000163 ARP, Reply ${vip} is-at 52:54:00:0a:00:07, length 28',
      '12:00:01.000301 IP 10.0.0.100.41002 > ${vip}.80: Flags [S], seq 1, win 64240, length 0',
    ],
    answer: 1,
  }),
  quiz('servers', both('真实服务器', 'The realservers'), {
    type: 'node',
    question: both('哪些节点上要抑制 ARP？', 'On which nodes is ARP suppressed?'),
    answer: ['rs1', 'rs2'],
    wrong: [{ answer: 'director', why: both('它正要应答 ARP。', 'It is the one that has to answer ARP.') }],
  }),
  quiz('mac', both('调度器的 MAC 地址', "The director's MAC"), {
    type: 'mac',
    question: both('调度器在 lan 里的 MAC 地址是什么？', 'What is the MAC address of the director in lan?'),
    node: 'director',
    network: 'lan',
  }),
  quiz(
    'guess',
    both('要多久', 'How long'),
    {
      type: 'predict',
      form: 'number',
      question: both('安装要多少秒？', 'How many seconds will the installation take?'),
      unit: both('秒', 'seconds'),
      example: 20,
    },
    { points: 0 },
  ),
  quiz('turns', both('轮到谁', 'Whose turn'), {
    type: 'predict',
    form: 'sequence',
    question: both('三个请求依次由谁应答？', 'Who answers three requests, one after the other?'),
    of: ['rs1', 'rs2'],
    length: 3,
    example: ['rs1', 'rs2', 'rs1'],
  }),
];

/** The DR lab with those quizzes in its first step; `ip-vs` says what was predicted in `guess`. */
export function withQuizzes(loaded: Pick<LoadedLab, 'compiled'>): CompiledLab {
  const compiled = structuredClone(loaded.compiled);
  const [first] = compiled.lab['steps'] as [{ checks: Record<string, unknown>[] }];
  const checks = first.checks.map((check) =>
    check['id'] === 'ip-vs' ? { ...check, prediction: 'guess' } : check,
  );
  first.checks = [...quizzes, ...checks];
  return compiled;
}
