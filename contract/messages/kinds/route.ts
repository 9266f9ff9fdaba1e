import { enList, type Words, zhList } from '../naming.js';
import { entry } from '../../text.js';

export const routeTexts = {
  'route.ok': entry<{ nodes: Words; to: string }>(
    (p) => `${zhList(p.nodes)} 到 ${p.to} 的路由正确`,
    (p) => `the route to ${p.to} is right on ${enList(p.nodes)}`,
  ),
  'route.missing': entry<{ node: string; to: string }>(
    (p) => `${p.node} 没有到 ${p.to} 的路由`,
    (p) => `${p.node} has no route to ${p.to}`,
  ),
  'route.differs': entry<{ node: string; to: string; found: string; want: string }>(
    (p) => `${p.node} 到 ${p.to} 的路由是 ${p.found}，应为 ${p.want}`,
    (p) => `the route to ${p.to} on ${p.node} is ${p.found}; it should be ${p.want}`,
  ),
} as const;
