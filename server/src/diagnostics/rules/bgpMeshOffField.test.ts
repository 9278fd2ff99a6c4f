import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpMeshOffField as rule } from './bgpMeshOffField.ts';

const configuration = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n${spec}`;

test('both fields', () => {
  checkRule(
    rule,
    configuration(`  nodeToNodeMeshEnabled: false
  nodeMeshMaxRestartTime: 60s
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: nodeMeshMaxRestartTime cannot be set when nodeToNodeMeshEnabled is false
  nodeMeshPassword:
    secretKeyRef: { name: bgp, key: mesh }
#                 ^^^^^^^^^^^^^^^^^^^^^^^^ error: nodeMeshPassword cannot be set when nodeToNodeMeshEnabled is false
`),
  );
});

test.each([
  '  nodeMeshMaxRestartTime: 60s\n',
  '  nodeToNodeMeshEnabled: true\n  nodeMeshMaxRestartTime: 60s\n',
  '  nodeToNodeMeshEnabled: false\n  nodeMeshPassword:\n',
])('fine: %j', (spec) => {
  checkRule(rule, configuration(spec));
});
