import type { Span } from '../../text/span.ts';
import { firstLine } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * The settings of the full mesh need the full mesh.
 *
 * `nodeMeshPassword` and `nodeMeshMaxRestartTime` are for the sessions between all nodes. Where `nodeToNodeMeshEnabled` is
 * false there are none, and Calico refuses the fields.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/bgpconfig.go, the CEL rules of its spec; libcalico-go/lib/validator/v3/validator.go: validateBGPConfigurationSpec
 * @cure Take the field away; the password of a session that a BGPPeer makes is `password` of that BGPPeer.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     nodeToNodeMeshEnabled: false
 *     nodeMeshMaxRestartTime: 60s
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     nodeToNodeMeshEnabled: true
 *     nodeMeshMaxRestartTime: 60s
 */
export const bgpMeshOffField: Rule = {
  id: 'bgp/mesh-off-field',
  severity: 'error',
  ...forKind(['BGPConfiguration'], function* (configuration) {
    const mesh = configuration.nodeToNodeMeshEnabled;
    if (mesh?.value !== false) return;
    const fields: readonly (readonly [string, Span | undefined])[] = [
      ['nodeMeshPassword', configuration.nodeMeshPassword?.at],
      ['nodeMeshMaxRestartTime', configuration.nodeMeshMaxRestartTime?.entry],
    ];
    for (const [field, at] of fields)
      if (at !== undefined)
        yield {
          span: firstLine(at),
          message: `${field} cannot be set when nodeToNodeMeshEnabled is false`,
          why: 'Calico refuses it: without the mesh there is no session that it is for.',
          related: [{ span: mesh.entry, message: 'the mesh is off' }],
        };
  }),
};
