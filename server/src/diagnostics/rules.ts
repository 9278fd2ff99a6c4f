import type { Rule } from './rule.ts';
import { calicoDoNotTrackNeedsApplyOnForward } from './rules/calicoDoNotTrackNeedsApplyOnForward.ts';
import { calicoPreDnatEgress } from './rules/calicoPreDnatEgress.ts';
import { calicoPreDnatNeedsApplyOnForward } from './rules/calicoPreDnatNeedsApplyOnForward.ts';
import { calicoPreDnatWithDoNotTrack } from './rules/calicoPreDnatWithDoNotTrack.ts';
import { calicoRulesWithoutType } from './rules/calicoRulesWithoutType.ts';
import { serviceExternalPolicyOnClusterIp } from './rules/serviceExternalPolicyOnClusterIp.ts';
import { serviceHeadlessWithNodePorts } from './rules/serviceHeadlessWithNodePorts.ts';
import { serviceLoadBalancerField } from './rules/serviceLoadBalancerField.ts';
import { serviceNodePortConflict } from './rules/serviceNodePortConflict.ts';
import { serviceNodePortOnClusterIp } from './rules/serviceNodePortOnClusterIp.ts';
import { serviceNodePortRange } from './rules/serviceNodePortRange.ts';
import { servicePortDuplicate } from './rules/servicePortDuplicate.ts';
import { servicePortNames } from './rules/servicePortNames.ts';
import { serviceSourceRangesLeaveNodePort } from './rules/serviceSourceRangesLeaveNodePort.ts';

/** Every rule, by area and name. */
export const rules: readonly Rule[] = [
  calicoDoNotTrackNeedsApplyOnForward,
  calicoPreDnatEgress,
  calicoPreDnatNeedsApplyOnForward,
  calicoPreDnatWithDoNotTrack,
  calicoRulesWithoutType,
  serviceExternalPolicyOnClusterIp,
  serviceHeadlessWithNodePorts,
  serviceLoadBalancerField,
  serviceNodePortConflict,
  serviceNodePortOnClusterIp,
  serviceNodePortRange,
  servicePortDuplicate,
  servicePortNames,
  serviceSourceRangesLeaveNodePort,
];
