// The states in which looks, roles and contrast are checked.
export const states = {
  rules: { asks: {}, lab: { portBefore: '30080' } },
  'what if': { asks: { whatIf: { kubernetesVersion: '1.29' } } },
  stale: {
    lab: { notice: 'service.yaml cannot be read from line 11 on. customer is shown as it was before.' },
  },
  ipvs: { asks: { view: 'ipvs' } },
  nftables: { asks: { view: 'nftables' } },
  routes: { asks: { view: 'routes' } },
  BGP: { asks: { view: 'bgp' } },
  'BGP in trouble': { asks: { view: 'bgp' }, lab: { bgp: 'trouble' } },
  'BGP with reflectors': { asks: { view: 'bgp' }, lab: { bgp: 'reflectors' } },
  'BGP of 500 nodes': { asks: { view: 'bgp' }, lab: { bgp: 'large' } },
  'BGP mesh': { asks: { view: 'bgp' }, lab: { bgp: 'mesh only' } },
  IPAM: { asks: { view: 'ipam' } },
  'no trace yet': { asks: { view: 'trace' } },
  delivered: { asks: { view: 'trace', trace: { from: 'bastion', to: '10.0.1.30:30180' } } },
  branches: { asks: { view: 'trace', trace: { from: 'bastion', to: 'service/yaobank/summary' } } },
  dropped: { asks: { view: 'trace', trace: { from: 'bastion', to: '10.0.1.20:30180' } } },
  unknown: { asks: { view: 'trace', trace: { from: 'bastion', to: '10.49.60.52:80' } } },
  empty: { lab: { rules: 'empty' } },
};
