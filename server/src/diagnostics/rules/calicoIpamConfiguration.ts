import { nameOf } from '../../resources/meta.ts';
import { setField } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * A limit of blocks needs strict affinity.
 *
 * `maxBlocksPerHost` of the IPAMConfiguration bounds how many blocks a node takes. A node that may borrow from the blocks of
 * others would get round it, so that Calico refuses the limit without `strictAffinity: true`. Unset, or set to 0, it is 20.
 *
 * @source projectcalico libcalico-go/lib/ipam/ipam.go: SetIPAMConfig, "MaxBlocksPerHost requires StrictAffinity to be enabled"
 * @cure Set `strictAffinity: true`, or leave the limit out.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPAMConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     maxBlocksPerHost: 4
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPAMConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     strictAffinity: true
 *     maxBlocksPerHost: 4
 */
export const calicoIpamConfiguration: Rule = {
  id: 'calico/ipam-configuration',
  severity: 'error',
  ...forKind(['IPAMConfiguration'], function* (configuration) {
    const { maxBlocksPerHost, strictAffinity, problems } = configuration;
    if (maxBlocksPerHost === undefined || nameOf(configuration) !== 'default') return;
    if (maxBlocksPerHost.value < 0 || maxBlocksPerHost.value > 1_000_000)
      yield {
        span: maxBlocksPerHost.entry,
        message: `${String(maxBlocksPerHost.value)} is no number of blocks`,
        why: 'Calico refuses it: maxBlocksPerHost goes from 0, which stands for 20, to 1000000.',
      };
    else if (maxBlocksPerHost.value > 0 && strictAffinity?.value !== true && problems.length === 0)
      yield {
        span: maxBlocksPerHost.entry,
        message: 'MaxBlocksPerHost requires StrictAffinity to be enabled',
        why: 'Calico refuses it: a node that borrows addresses from the blocks of others gets round the limit.',
        fix: {
          title: 'Set strictAffinity: true',
          edits: [setField(strictAffinity, maxBlocksPerHost.entry, 'strictAffinity', 'true')],
        },
      };
  }),
};
