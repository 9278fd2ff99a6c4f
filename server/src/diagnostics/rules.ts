import type { Rule } from './rule.ts';
import { calicoCidrHostBits } from './rules/calicoCidrHostBits.ts';
import { calicoDoNotTrackNeedsApplyOnForward } from './rules/calicoDoNotTrackNeedsApplyOnForward.ts';
import { calicoPreDnatEgress } from './rules/calicoPreDnatEgress.ts';
import { calicoPreDnatNeedsApplyOnForward } from './rules/calicoPreDnatNeedsApplyOnForward.ts';
import { calicoPreDnatWithDoNotTrack } from './rules/calicoPreDnatWithDoNotTrack.ts';
import { calicoRulesWithoutType } from './rules/calicoRulesWithoutType.ts';
import { calicoSelectorIsTag } from './rules/calicoSelectorIsTag.ts';
import { calicoSelectorSyntax } from './rules/calicoSelectorSyntax.ts';
import { fieldAddress } from './rules/fieldAddress.ts';
import { fieldCidr } from './rules/fieldCidr.ts';
import { fieldPort } from './rules/fieldPort.ts';
import { fieldPortRange } from './rules/fieldPortRange.ts';
import { fieldType } from './rules/fieldType.ts';
import { fieldValue } from './rules/fieldValue.ts';
import { serviceExternalPolicyOnClusterIp } from './rules/serviceExternalPolicyOnClusterIp.ts';
import { serviceHeadlessWithNodePorts } from './rules/serviceHeadlessWithNodePorts.ts';
import { serviceLoadBalancerField } from './rules/serviceLoadBalancerField.ts';
import { serviceNodePortConflict } from './rules/serviceNodePortConflict.ts';
import { serviceNodePortOnClusterIp } from './rules/serviceNodePortOnClusterIp.ts';
import { serviceNodePortRange } from './rules/serviceNodePortRange.ts';
import { servicePortDuplicate } from './rules/servicePortDuplicate.ts';
import { servicePortNames } from './rules/servicePortNames.ts';
import { serviceSourceRangesLeaveNodePort } from './rules/serviceSourceRangesLeaveNodePort.ts';
import { yamlSyntax } from './rules/yamlSyntax.ts';

/** Every rule, by area and name. */
export const rules: readonly Rule[] = [
  calicoCidrHostBits,
  calicoDoNotTrackNeedsApplyOnForward,
  calicoPreDnatEgress,
  calicoPreDnatNeedsApplyOnForward,
  calicoPreDnatWithDoNotTrack,
  calicoRulesWithoutType,
  calicoSelectorIsTag,
  calicoSelectorSyntax,
  fieldAddress,
  fieldCidr,
  fieldPort,
  fieldPortRange,
  fieldType,
  fieldValue,
  serviceExternalPolicyOnClusterIp,
  serviceHeadlessWithNodePorts,
  serviceLoadBalancerField,
  serviceNodePortConflict,
  serviceNodePortOnClusterIp,
  serviceNodePortRange,
  servicePortDuplicate,
  servicePortNames,
  serviceSourceRangesLeaveNodePort,
  yamlSyntax,
];
