import { replaceValue } from '../edits.ts';
import { nearest } from '../nearest.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * The scheduler of IPVS must be one that the kernel has.
 *
 * kube-proxy hands the name to the kernel. For one that no module provides, no virtual server can be made; depending on its
 * version kube-proxy does not start, or falls back to iptables.
 *
 * @source Linux net/netfilter/ipvs (rr, wrr, lc, wlc, fo, ovf, lblc, lblcr, dh, sh, mh, sed, nq, twos); kubernetes pkg/proxy/ipvs: CanUseIPVSProxier
 * @cure Use rr, which is the default, or another of these names.
 * @bad
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   mode: ipvs
 *   ipvs:
 *     scheduler: round-robin
 * @good
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   mode: ipvs
 *   ipvs:
 *     scheduler: rr
 */
export const proxyIpvsScheduler: Rule = {
  id: 'proxy/ipvs-scheduler',
  severity: 'warning',
  ...forKind(['KubeProxyConfiguration'], function* ({ mode, ipvs: { scheduler } }) {
    if (mode?.value !== 'ipvs' || scheduler === undefined || scheduler.value === '') return;
    if (schedulers.includes(scheduler.value)) return;
    const meant =
      longNames.get(scheduler.value.toLowerCase().replace(/[\s_-]+/g, ' ')) ??
      schedulers.find((known) => known === scheduler.value.toLowerCase()) ??
      (scheduler.value.length > 2 ? nearest(scheduler.value, schedulers) : undefined);
    yield {
      span: scheduler.span,
      message: `No scheduler of IPVS is named ${scheduler.value}`,
      why: 'The kernel refuses it, so kube-proxy can make no virtual server.',
      fix:
        meant === undefined ? undefined : { title: `Use ${meant}`, edits: [replaceValue(scheduler, meant)] },
    };
  }),
};

const schedulers = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'fo',
  'ovf',
  'lblc',
  'lblcr',
  'dh',
  'sh',
  'mh',
  'sed',
  'nq',
  'twos',
];

const longNames: ReadonlyMap<string, string> = new Map([
  ['round robin', 'rr'],
  ['roundrobin', 'rr'],
  ['weighted round robin', 'wrr'],
  ['least connection', 'lc'],
  ['weighted least connection', 'wlc'],
  ['source hashing', 'sh'],
  ['source hash', 'sh'],
  ['destination hashing', 'dh'],
  ['maglev', 'mh'],
  ['never queue', 'nq'],
]);
