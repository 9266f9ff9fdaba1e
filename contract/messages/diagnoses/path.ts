import { atStart, named } from '../naming.js';
import { cause } from './cause.js';

/** Causes: the way of requests and replies. */
export const pathDiagnoses = {
  'requests-bypass-director': cause<{ director: string; receivers: string }>(
    (p) =>
      `客户端的请求没有经过调度器 ${p.director}，而是直接到了 ${p.receivers}：客户端记的 VIP 的 MAC 是它的。`,
    (p) =>
      `Requests of the client do not pass ${named('director', p.director)}; they go to ${p.receivers} directly, whose MAC the client has for the VIP.`,
  ),
  'director-firewall': cause<{ node: string; port: string }>(
    (p) => `调度器 ${p.node} 的防火墙丢弃了到端口 ${p.port} 的包。INPUT 在 IPVS 之前，要放行。`,
    (p) =>
      `The firewall of ${named('director', p.node)} drops packets to port ${p.port}. INPUT comes before IPVS: let them in.`,
  ),
  'director-forward-drops': cause<{ node: string }>(
    (p) => `调度器 ${p.node} 的防火墙在 FORWARD 链丢包：NAT 的应答由它转发，要在那里放行。`,
    (p) =>
      `The firewall of ${named('director', p.node)} drops packets in its FORWARD chain: with NAT it passes replies on there, so let them through.`,
  ),
  'rs-firewall': cause<{ node: string; port: string }>(
    (p) => `真实服务器 ${p.node} 的防火墙丢弃了到端口 ${p.port} 的包，请放行。`,
    (p) => `The firewall of ${named('realserver', p.node)} drops packets to port ${p.port}: let them in.`,
  ),
  'rs-gateway-is-director': cause<{ node: string; director: string }>(
    (p) =>
      `真实服务器 ${p.node} 的默认网关是调度器 ${p.director}：DR 的应答不能经过调度器，源地址为 VIP 的包会被它当作伪造包丢弃。`,
    (p) =>
      `The default gateway of ${named('realserver', p.node)} is ${named('director', p.director)}: DR replies must not pass it, because it drops packets with its own VIP as source.`,
  ),
  'no-route-to-client': cause<{ node: string; client: string }>(
    (p) => `真实服务器 ${p.node} 没有到客户端 ${p.client} 的路由，应答发不出去。`,
    (p) =>
      `${atStart('realserver', p.node)} has no route to ${named('client', p.client)}, so its replies cannot leave.`,
  ),
  'wrong-gateway': cause<{ node: string; to: string; found: string; want: string }>(
    (p) => `${p.node} 到 ${p.to} 的路由是 ${p.found}，应为 ${p.want}。`,
    (p) => `The route of ${p.node} to ${p.to} is ${p.found}; it should be ${p.want}.`,
  ),
  'nat-forwarding-off': cause<{ node: string }>(
    (p) => `NAT 模式下调度器 ${p.node} 要转发应答，但 net.ipv4.ip_forward 是 0。`,
    (p) =>
      `With NAT ${named('director', p.node)} has to forward the replies, but net.ipv4.ip_forward is 0 there.`,
  ),
  'nat-gateway-not-director': cause<{ node: string; director: string }>(
    (p) =>
      `NAT 模式下真实服务器 ${p.node} 的默认网关必须是调度器 ${p.director}，否则应答不经过它，地址换不回来。`,
    (p) =>
      `With NAT the default gateway of ${named('realserver', p.node)} must be ${named('director', p.director)}; otherwise replies bypass it and their address is never translated back.`,
  ),
  'answered-by-director': cause<{ node: string }>(
    (p) =>
      `应答请求的是调度器 ${p.node} 自己的 Web 服务，不是真实服务器：没有虚拟服务时，本机的服务会直接应答。`,
    (p) =>
      `The web server of ${named('director', p.node)} itself answered instead of a realserver: without a virtual service the local one answers.`,
  ),
  'unexpected-answer': cause<{ url: string; outcomes: string }>(
    (p) => `${p.url} 没有正常应答（${p.outcomes}），从各节点的状态看不出原因。`,
    (p) => `${p.url} does not answer as it should (${p.outcomes}); the state of the nodes does not show why.`,
  ),
  'unexpected-spread': cause<{ url: string; found: string }>(
    (p) => `访问 ${p.url} 的分布不对（${p.found}），从各节点的状态看不出原因。`,
    (p) =>
      `Requests to ${p.url} are not spread as they should be (${p.found}); the state of the nodes does not show why.`,
  ),
  'unexpected-path': cause<{ url: string }>(
    (p) => `访问 ${p.url} 的包没有走预期的路径，从各节点的状态看不出原因。`,
    (p) =>
      `Packets of ${p.url} do not take the path that they should; the state of the nodes does not show why.`,
  ),
  'name-not-resolved': cause<{ node: string; name: string; found: string }>(
    (p) =>
      p.found === ''
        ? `${p.node} 解析不出 ${p.name}：它的 /etc/hosts 里没有这个名字，这里也没有 DNS 服务器。`
        : `${p.node} 把 ${p.name} 解析成了 ${p.found}：看看它的 /etc/hosts 里这个名字前面的地址。`,
    (p) =>
      p.found === ''
        ? `${p.node} cannot resolve ${p.name}: its /etc/hosts does not have the name, and there is no DNS server.`
        : `${p.node} resolves ${p.name} to ${p.found}: look at the address before the name in its /etc/hosts.`,
  ),
} as const;
