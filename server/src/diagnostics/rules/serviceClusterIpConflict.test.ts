import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { serviceClusterIpConflict as rule } from './serviceClusterIpConflict.ts';

const service = (name: string, ip: string, mark = ''): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: ${ip}
${mark}  ports:
  - port: 80
`;

const asked = (ip: string, other: string): string =>
  `#            ${'^'.repeat(ip.length)} error: Cluster IP ${ip} is also asked for by default/${other}\n`;

test('two files', () => {
  checkRule(
    rule,
    `#- /a.yaml\n${service('a', '10.49.0.20', asked('10.49.0.20', 'b'))}#- /b.yaml\n${service('b', '10.49.0.20', asked('10.49.0.20', 'a'))}`,
  );
});

test('one address written in two ways', () => {
  checkRule(
    rule,
    `#- /a.yaml\n${service('a', 'fd00::1', asked('fd00::1', 'b'))}#- /b.yaml\n${service('b', 'FD00:0::1', asked('FD00:0::1', 'a'))}`,
  );
});

test('the same service in two overlays, and headless ones', () => {
  checkRule(rule, `#- /dev.yaml\n${service('a', '10.49.0.20')}#- /prod.yaml\n${service('a', '10.49.0.20')}`);
  checkRule(rule, `${service('a', 'None')}---\n${service('b', 'None')}`);
});
