import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const scriptTexts = {
  'script.ok': entry<{ file: string; count: number }>(
    (p) => `${p.file} 运行了 ${p.count} 次，每次的退出码和结果都对`,
    (p) => `${p.file} ran ${p.count} times, each with the exit status and the effect that it should have`,
  ),
  'script.missing': entry<{ node: string; file: string }>(
    (p) => `${p.node} 上没有 ${p.file}`,
    (p) => `there is no ${p.file} on ${p.node}`,
  ),
  'script.not-executable': entry<{ node: string; file: string }>(
    (p) => `${p.node} 上的 ${p.file} 没有执行权限`,
    (p) => `${p.file} on ${p.node} is not executable`,
  ),
  'script.syntax': entry<{ file: string; detail: string }>(
    (p) => `${p.file} 有语法错误：${p.detail}`,
    (p) => `${p.file} has a syntax error: ${p.detail}`,
  ),
  'script.hung': entry<{ call: string; seconds: number }>(
    (p) => `“${p.call}” ${p.seconds} 秒还没有结束`,
    (p) => `"${p.call}" had not ended after ${p.seconds} s`,
  ),
  'script.exit': entry<{ call: string; nth: number; exit: number; want: string }>(
    (p) =>
      `第 ${p.nth} 次运行“${p.call}”的退出码是 ${p.exit}，应该是 ${p.want === 'not-zero' ? '非 0' : p.want}`,
    (p) =>
      `run ${p.nth}, "${p.call}", ended with exit status ${p.exit}; it should be ${p.want === 'not-zero' ? 'other than 0' : p.want}`,
  ),
  'script.output': entry<{ call: string; nth: number; want: string }>(
    (p) => `第 ${p.nth} 次运行“${p.call}”的输出里没有 ${p.want}`,
    (p) => `what run ${p.nth}, "${p.call}", printed does not match ${p.want}`,
  ),
  'script.not-held': entry<{ call: string; nth: number; zh: Words; en: Words }>(
    (p) => `第 ${p.nth} 次运行“${p.call}”以后，下面的不成立：${zhList(p.zh)}`,
    (p) => `after run ${p.nth}, "${p.call}", this does not hold: ${enList(p.en)}`,
  ),
  'script.left': entry<{ call: string; nth: number; zh: Words; en: Words }>(
    (p) => `第 ${p.nth} 次运行“${p.call}”以后，下面的还在：${zhList(p.zh)}`,
    (p) => `after run ${p.nth}, "${p.call}", this is still so: ${enList(p.en)}`,
  ),
  'script.unclear': entry<{ call: string; nth: number; detail: string }>(
    (p) => `第 ${p.nth} 次运行“${p.call}”以后没能看清：${p.detail}`,
    (p) => `after run ${p.nth}, "${p.call}", it could not be seen: ${p.detail}`,
  ),
} as const;
