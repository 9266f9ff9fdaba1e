import { template } from '../text.js';

/** What can be wrong in a lab's quizzes, and with predictions. */
export const quizProblems = {
  'quiz-no-option': template<{ answer: number; options: number }>({
    'zh-CN': (p) => `没有编号为 ${p.answer} 的选项（编号从 0 开始，共 ${p.options} 项）`,
    en: (p) => `there is no option ${p.answer} (there are ${p.options}, counted from 0)`,
  }),
  'quiz-no-item': template<{ item: number; count: number }>({
    'zh-CN': (p) => `没有编号为 ${p.item} 的一项（编号从 0 开始，共 ${p.count} 项）`,
    en: (p) => `there is no item ${p.item} (there are ${p.count}, counted from 0)`,
  }),
  'quiz-example-wrong': template<{ example: string; answer: string }>({
    'zh-CN': (p) => `示例答案 ${p.example} 不符合 answer 的正则表达式 ${p.answer}`,
    en: (p) => `the example ${p.example} is not matched by the regular expression ${p.answer}`,
  }),
  'quiz-wrong-is-right': template<{ answer: string }>({
    'zh-CN': (p) => `${p.answer} 列在 wrong 里，但它会被判为正确，或根本没有判断可言`,
    en: (p) => `${p.answer} is listed under wrong, but it would be judged right, or says nothing`,
  }),
  'quiz-wrong-twice': template<{ answer: string }>({
    'zh-CN': (p) => `错误答案 ${p.answer} 出现了两次，后一个理由永远不会显示`,
    en: (p) => `the wrong answer ${p.answer} stands here twice: the second reason is never told`,
  }),
  'quiz-item-twice': template<{ item: string }>({
    'zh-CN': (p) => `有两项同样是“${p.item}”，没人知道哪一项在前`,
    en: (p) => `two items are "${p.item}": nobody knows which of them comes first`,
  }),
  'quiz-shown': template<{ last: number }>({
    'zh-CN': (p) => `shown 要把 0 到 ${p.last} 各写一次，而且不能是原来的顺序`,
    en: (p) => `shown has each number from 0 to ${p.last} once, and not in the order of the lab`,
  }),
  'quiz-not-in-network': template<{ node: string; network: string }>({
    'zh-CN': (p) => `节点 ${p.node} 不在网络 ${p.network} 里，那里没有它的 MAC 地址`,
    en: (p) => `node ${p.node} is not in network ${p.network}: it has no MAC address there`,
  }),
  'quiz-sequence': template<{ length: number }>({
    'zh-CN': (p) => `example 要正好写 ${p.length} 个节点，而且都在 \`of\` 里`,
    en: (p) => `the example has ${p.length} nodes, all of them from \`of\``,
  }),
  'prediction-unknown': template<{ check: string; quiz: string }>({
    'zh-CN': (p) => `检查 ${p.check} 的 prediction 指向不存在的检查 ${p.quiz}`,
    en: (p) => `the prediction of check ${p.check} names a check that does not exist: ${p.quiz}`,
  }),
  'prediction-other': template<{ check: string; quiz: string }>({
    'zh-CN': (p) => `检查 ${p.check} 的 prediction 要指向 predict 类型的测验，${p.quiz} 不是`,
    en: (p) => `the prediction of check ${p.check} names a quiz of type predict, and ${p.quiz} is none`,
  }),
  'prediction-later': template<{ check: string; quiz: string }>({
    'zh-CN': (p) => `预测要在测量之前：测验 ${p.quiz} 应当排在检查 ${p.check} 前面`,
    en: (p) => `a prediction comes before what it is of: quiz ${p.quiz} must stand before check ${p.check}`,
  }),
  'prediction-hidden': template<{ check: string; quiz: string }>({
    'zh-CN': (p) => `学员看不到测验 ${p.quiz}，但检查 ${p.check} 要显示它的预测`,
    en: (p) => `learners do not see quiz ${p.quiz}, and check ${p.check} shows what was predicted there`,
  }),
};
