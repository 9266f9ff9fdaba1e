import { entry } from '../../text.js';

export const framesTexts = {
  'frames.ok': entry<{ count: number }>(
    (p) => `网络上看到的帧与预期一致（${p.count} 项）`,
    (p) => `the frames on the wire are as they should be (${p.count} of ${p.count})`,
  ),
  /** `closest`: the frame that is most like it, or empty. */
  'frames.missing': entry<{ frame: string; closest: string }>(
    (p) =>
      p.closest === ''
        ? `网络上没有看到这样的帧：${p.frame}`
        : `网络上没有看到这样的帧：${p.frame}；最接近的是：${p.closest}`,
    (p) =>
      p.closest === ''
        ? `no such frame was seen on the wire: ${p.frame}`
        : `no such frame was seen on the wire: ${p.frame}; the closest one was: ${p.closest}`,
  ),
  'frames.order': entry<{ frame: string; before: string }>(
    (p) => `看到了这样的帧：${p.frame}，但不是在它之后：${p.before}`,
    (p) => `this frame was seen: ${p.frame}, but not after this one: ${p.before}`,
  ),
  'frames.few': entry<{ frame: string; count: number; want: number }>(
    (p) => `这样的帧只有 ${p.count} 个，应至少 ${p.want} 个：${p.frame}`,
    (p) => `of these frames there were ${p.count}, and there should be at least ${p.want}: ${p.frame}`,
  ),
  'frames.many': entry<{ frame: string; count: number; want: number; first: string }>(
    (p) =>
      p.want === 0
        ? `不应有这样的帧：${p.frame}；却看到 ${p.count} 个，第一个是：${p.first}`
        : `这样的帧有 ${p.count} 个，应不多于 ${p.want} 个：${p.frame}`,
    (p) =>
      p.want === 0
        ? `there should be no such frame: ${p.frame}; there were ${p.count}, the first one: ${p.first}`
        : `of these frames there were ${p.count}, and there should be ${p.want} at most: ${p.frame}`,
  ),
} as const;
