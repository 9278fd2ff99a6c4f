import { nameOf } from '../../resources/meta.ts';
import { removeEntry } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * A FelixConfiguration for all nodes, or for one by name, selects no nodes.
 *
 * `default` holds for every node, `node.NAME` for that one. A nodeSelector belongs to a FelixConfiguration of any other name.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/felixconfig.go, "nodeSelector must not be set on the 'default' or per-node ('node.*') FelixConfiguration"
 * @cure Leave the selector out, or give the object a name of its own.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: FelixConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     nodeSelector: has(rack)
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: FelixConfiguration
 *   metadata:
 *     name: racks
 *   spec:
 *     nodeSelector: has(rack)
 */
export const calicoFelixNodeSelector: Rule = {
  id: 'calico/felix-node-selector',
  severity: 'error',
  ...forKind(['FelixConfiguration'], function* (configuration) {
    const { nodeSelector } = configuration;
    const name = nameOf(configuration);
    if (nodeSelector === undefined || nodeSelector.value === '') return;
    if (name !== 'default' && !name.startsWith('node.')) return;
    const edit = removeEntry(nodeSelector.entry);
    yield {
      span: nodeSelector.entry,
      message: "nodeSelector must not be set on the 'default' or per-node ('node.*') FelixConfiguration",
      why: `Calico refuses it: ${name} is for ${name === 'default' ? 'every node' : 'the node it names'} already.`,
      fix: edit && { title: 'Remove nodeSelector', edits: [edit] },
    };
  }),
};
