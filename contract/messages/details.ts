import type { Language } from '../text.js';

/**
 * Details of trouble that our own parts and ssh2 say, in Chinese. What is not here is quoted as it is: a program's
 * words, which a learner can search for.
 */
const chinese: readonly (readonly [RegExp, (...found: readonly string[]) => string])[] = [
  [/^no end within (\d+) s: (.*)$/s, (seconds, command) => `${seconds} 秒内没有结束：${command}`],
  [/^the connection was cut$/, () => '连接断开'],
  [/^the machine does not run$/, () => '虚拟机没有运行'],
  [/^the machines were ended$/, () => '虚拟机已结束'],
  [
    /^the script ended early \(exit (\S+)\): (.*)$/s,
    (exit, said) => `脚本提前结束（退出码 ${exit}）：${said}`,
  ],
  [/^was not asked$/, () => '没有读取'],
  [/^was not made$/, () => '没有进行'],
  [/^another result came$/, () => '得到的是另一种结果'],
  [/^Timed out while waiting for handshake$/, () => 'SSH 握手超时'],
  [/^connect ECONNREFUSED (.*)$/, (address) => `${address} 拒绝连接`],
  [/^connect ETIMEDOUT (.*)$/, (address) => `连接 ${address} 超时`],
  [/^connect EHOSTUNREACH (.*)$/, (address) => `到 ${address} 没有路由`],
  [/^(?:read ECONNRESET|Connection lost before handshake)$/, () => '连接被对方断开'],
  [/^\(SSH\) Channel open failure: (.*)$/, (why) => `SSH 通道打不开：${why}`],
  [/^All configured authentication methods failed$/, () => '密钥登录被拒绝'],
  [/^Host denied \(verification failed\)$/, () => '主机密钥不符，已拒绝'],
];

/** A detail of trouble, in a language. */
export function inWords(detail: string, language: Language): string {
  if (language !== 'zh-CN') return detail;
  for (const [pattern, word] of chinese) {
    const found = pattern.exec(detail);
    if (found !== null) return word(...found.slice(1));
  }
  return detail;
}
