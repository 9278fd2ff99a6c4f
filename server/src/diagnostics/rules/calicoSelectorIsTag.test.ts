import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoSelectorIsTag } from './calicoSelectorIsTag.ts';

const peer = (selector: string): string => `apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata:
  name: clients
spec:
  peerIP: 10.0.1.10
  asNumber: 64512
  nodeSelector: ${selector}
`;

test('the last line of a document', () => {
  checkRule(
    calicoSelectorIsTag,
    `${peer('!has(router)')}#               ^^^^^^^^^^^^ 💡 error: nodeSelector is empty: without quotes !has(router) is a YAML tag\n`,
  );
});

test.each(['"!has(router)"', "'!has(router)'", 'has(router)', 'role != "router"', '!!str has(router)'])(
  '%s is a value',
  (selector) => {
    checkRule(calicoSelectorIsTag, peer(selector));
  },
);

test('the fix puts it in quotes', () => {
  checkFix(calicoSelectorIsTag, peer('!has(router)'), peer('"!has(router)"'));
});

test.each([
  ['projectcalico.org/v3', 'BGPPeer', 'peerSelector'],
  ['projectcalico.org/v3', 'BGPPeer', 'localWorkloadSelector'],
  ['projectcalico.org/v3', 'IPPool', 'nodeSelector'],
  ['projectcalico.org/v3', 'IPPool', 'namespaceSelector'],
  ['projectcalico.org/v3', 'FelixConfiguration', 'nodeSelector'],
])('%s %s: %s', (apiVersion, kind, field) => {
  const object = (selector: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\nspec:\n  ${field}: ${selector}\n  disabled: false\n`;
  checkFix(calicoSelectorIsTag, object('!has(rr)'), object('"!has(rr)"'));
});

const inBraces = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: { name: a }\nspec: { ${spec} }\n`;

test.each([
  ['nodeSelector: !has(rr)', 'nodeSelector: "!has(rr)"'],
  ['nodeSelector: !has(rr), asNumber: 65000', 'nodeSelector: "!has(rr)", asNumber: 65000'],
  ['asNumber: 65000, peerSelector: !all()', 'asNumber: 65000, peerSelector: "!all()"'],
])('in braces: %s', (before, after) => {
  checkFix(calicoSelectorIsTag, inBraces(before), inBraces(after));
});

test.each(['nodeSelector: "!has(rr)"', 'asNumber: 65000 } # { nodeSelector: !has(rr)'])(
  'in braces, nothing to say: %s',
  (spec) => {
    checkRule(calicoSelectorIsTag, inBraces(spec));
  },
);
