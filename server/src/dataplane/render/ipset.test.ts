import { expect, test } from 'vitest';
import { assumed } from '../../origin/origin.ts';
import { renderIpsetSave } from './ipset.ts';
import { toText } from './rendered.ts';

const because = assumed('a test');

test('sets are printed in the form that ipset restore reads', () => {
  const text = toText(
    renderIpsetSave([
      {
        name: 'KUBE-NODE-PORT-TCP',
        type: 'bitmap:port',
        options: 'range 0-65535',
        comment: 'not printed',
        members: [{ text: '30180', because }],
        because,
      },
      {
        name: 'KUBE-LOAD-BALANCER-SOURCE-CIDR',
        type: 'hash:ip,port,net',
        options: 'family inet hashsize 1024 maxelem 65536',
        comment: 'not printed',
        members: ['192.0.2.7/32', '198.51.100.0/24', 'fd00::/32', 'fd00::1/128'].map((range) => ({
          text: `203.0.113.13,tcp:443,${range}`,
          because,
        })),
        because,
      },
    ]),
  );
  expect(text).toBe(`create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
add KUBE-NODE-PORT-TCP 30180
create KUBE-LOAD-BALANCER-SOURCE-CIDR hash:ip,port,net family inet hashsize 1024 maxelem 65536
add KUBE-LOAD-BALANCER-SOURCE-CIDR 203.0.113.13,tcp:443,192.0.2.7
add KUBE-LOAD-BALANCER-SOURCE-CIDR 203.0.113.13,tcp:443,198.51.100.0/24
add KUBE-LOAD-BALANCER-SOURCE-CIDR 203.0.113.13,tcp:443,fd00::/32
add KUBE-LOAD-BALANCER-SOURCE-CIDR 203.0.113.13,tcp:443,fd00::1
`);
});
