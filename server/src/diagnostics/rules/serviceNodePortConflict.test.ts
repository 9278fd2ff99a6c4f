import { expect, test } from 'vitest';
import { checkRule, diagnosed } from '../../../../test/kit/check.ts';
import { serviceNodePortConflict } from './serviceNodePortConflict.ts';

const service = (name: string, protocol: string, mark = ''): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: NodePort
  ports:
  - port: 80
    protocol: ${protocol}
    nodePort: 30180
${mark}`;

const asked = (other: string): string =>
  `    #         ^^^^^ error: Node port 30180 is also asked for by default/${other}\n`;

test('two files, whatever the protocol', () => {
  checkRule(
    serviceNodePortConflict,
    `#- /a.yaml\n${service('a', 'TCP', asked('b'))}#- /b.yaml\n${service('b', 'UDP', asked('a'))}`,
  );
});

test('the other place is named', () => {
  const [file] = diagnosed(`${service('a', 'TCP')}---\n${service('b', 'TCP')}`, serviceNodePortConflict);
  expect(file?.diagnostics[0]?.related).toMatchObject([{ message: 'nodePort of default/b' }]);
});

test('the same service in two overlays does not clash with itself', () => {
  checkRule(
    serviceNodePortConflict,
    `#- /dev/a.yaml\n${service('a', 'TCP')}#- /prod/a.yaml\n${service('a', 'TCP')}`,
  );
});
