import { describe, expect, test } from 'vitest';
import { applyEdits } from '../text/edit.ts';
import { diagnosed, fixed } from '../../../test/kit/check.ts';
import { silenceFix } from './index.ts';
import { serviceNodePortOnClusterIp as rule } from './rules/serviceNodePortOnClusterIp.ts';

const service = (head: string, above: string, behind: string): string => `${head}apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  ports:
  - port: 80
${above}    nodePort: 30180${behind}
`;

const count = (text: string): number =>
  diagnosed(text, rule).flatMap(({ diagnostics }) => diagnostics).length;

describe('a comment silences a finding', () => {
  const id = 'service/node-port-on-cluster-ip';
  test.each([
    ['nowhere', service('', '', ''), 1],
    ['on its line', service('', '', ` # dataplane-lens-ignore ${id}`), 0],
    ['on the line above', service('', `    # dataplane-lens-ignore ${id}\n`, ''), 0],
    ['with a reason and another id', service('', '', ` # dataplane-lens-ignore a/b, ${id} as planned`), 0],
    ['above the document', service(`# dataplane-lens-ignore ${id}\n\n`, '', ''), 0],
    ['behind the divider', service(`---\n# dataplane-lens-ignore ${id}\n`, '', ''), 0],
    ['in another document', service(`# dataplane-lens-ignore ${id}\nkind: Other\n---\n`, '', ''), 1],
    ['of another rule', service('', '', ' # dataplane-lens-ignore service/node-port-range'), 1],
    ['without an id', service('', '', ' # dataplane-lens-ignore'), 1],
    ['two lines above', service('', `    # dataplane-lens-ignore ${id}\n    protocol: TCP\n`, ''), 1],
  ])('%s', (_name, text, expected) => {
    expect(count(text)).toBe(expected);
  });
});

test('the comment can be written by a fix', () => {
  const [file] = diagnosed(service('', '', ''), rule);
  const [diagnostic] = file?.diagnostics ?? [];
  if (file === undefined || diagnostic === undefined) throw new Error('nothing found');
  const silenced = fixed(file, silenceFix(diagnostic)?.edits ?? []);
  expect(silenced).toContain(
    '    # dataplane-lens-ignore service/node-port-on-cluster-ip\n    nodePort: 30180\n',
  );
  expect(count(silenced)).toBe(0);
});

test('JSON has no comments', () => {
  const text = '{"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":80,"nodePort":30180}]}}';
  const [file] = diagnosed(`#- /m.json\n${text}\n`, rule);
  const [diagnostic] = file?.diagnostics ?? [];
  expect(diagnostic && silenceFix(diagnostic)).toBeUndefined();
  expect(applyEdits(text, diagnostic?.fix?.edits ?? [])).toContain('"spec":{"type": "NodePort", "ports"');
});
