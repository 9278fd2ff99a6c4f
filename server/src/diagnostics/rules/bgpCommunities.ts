import { isCommunity } from '../../cluster/calico/communities.ts';
import type { BgpConfiguration } from '../../resources/calico/bgp.ts';
import { communityProblem } from '../../resources/calico/community.ts';
import type { Located } from '../../yaml/located.ts';
import { replaceValue, textOf } from '../edits.ts';
import { nearest } from '../nearest.ts';
import { forKind, type Finding, type Rule } from '../rule.ts';
import { listed } from '../words.ts';

/**
 * BGP communities have a form, and names that stand for one.
 *
 * A community is `aa:nn`, both numbers below 65536, or a large one, `aa:nn:mm`, of 32-bit numbers. `communities` of a
 * BGPConfiguration gives names to them; `prefixAdvertisements` of the same object uses the names, or the values
 * themselves. A name that stands for nothing is refused, and so is a list of names that nothing uses.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go: validateBGPConfigurationSpec, "community used is invalid or not defined."
 * @cure Give the name a value in `communities`, or write the value itself.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     communities:
 *     - name: backbone
 *       value: 64512:100
 *     prefixAdvertisements:
 *     - cidr: 10.48.0.0/16
 *       communities: [backbon]
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     communities:
 *     - name: backbone
 *       value: 64512:100
 *     prefixAdvertisements:
 *     - cidr: 10.48.0.0/16
 *       communities: [backbone]
 */
export const bgpCommunities: Rule = {
  id: 'bgp/communities',
  severity: 'error',
  ...forKind(['BGPConfiguration'], function* (configuration) {
    for (const { value } of configuration.communities) yield* badValue(value);
    for (const { communities } of configuration.prefixAdvertisements)
      for (const used of communities) yield* usedCommunity(configuration, used);
    yield* unused(configuration);
  }),
};

function* badValue(written: Located<string>): Generator<Finding> {
  const problem = communityProblem(written.value);
  if (problem !== undefined && written.value !== '') yield { span: written.span, ...problem };
}

function* usedCommunity({ communities }: BgpConfiguration, written: Located<string>): Generator<Finding> {
  const { value, span } = written;
  if (value === '') return;
  if (isCommunity(value)) {
    yield* badValue(written);
    return;
  }
  const names = communities.map(({ name }) => name.value);
  if (names.includes(value)) return;
  const meant = nearest(value, names);
  yield {
    span,
    message: 'community used is invalid or not defined.',
    why: `Calico refuses it: ${value} is no community, and ${names.length === 0 ? 'communities gives no name' : `the names in communities are ${listed(names)}`}.`,
    fix: meant === undefined ? undefined : { title: `Write ${meant}`, edits: [replaceValue(written, meant)] },
  };
}

function* unused({ communities, prefixAdvertisements, span }: BgpConfiguration): Generator<Finding> {
  const [first] = communities;
  // An entry that cannot be read is no use either, but then that is what is wrong.
  if (
    first === undefined ||
    prefixAdvertisements.length > 0 ||
    /\bprefixAdvertisements["']?\s*:/.test(textOf(span))
  )
    return;
  yield {
    span: first.name.entry,
    message: 'communities are defined but not used in prefixAdvertisements',
    why: 'Calico refuses it: a name alone puts no community on any route.',
  };
}
