import type { Rule } from './rule.ts';
import { bgpAddressNotAnnounced } from './rules/bgpAddressNotAnnounced.ts';
import { bgpAnnouncersExcluded } from './rules/bgpAnnouncersExcluded.ts';
import { bgpClusterIpRange } from './rules/bgpClusterIpRange.ts';
import { bgpCommunities } from './rules/bgpCommunities.ts';
import { bgpConfigurationName } from './rules/bgpConfigurationName.ts';
import { bgpDefaultOnlyField } from './rules/bgpDefaultOnlyField.ts';
import { bgpEbgpWithMesh } from './rules/bgpEbgpWithMesh.ts';
import { bgpExclusionLabel } from './rules/bgpExclusionLabel.ts';
import { bgpFilterNotFound } from './rules/bgpFilterNotFound.ts';
import { bgpFilterRule } from './rules/bgpFilterRule.ts';
import { bgpFilterRuleUnreachable } from './rules/bgpFilterRuleUnreachable.ts';
import { bgpIgnoredInterface } from './rules/bgpIgnoredInterface.ts';
import { bgpLocalClusterIpMasqueraded } from './rules/bgpLocalClusterIpMasqueraded.ts';
import { bgpMeshOffField } from './rules/bgpMeshOffField.ts';
import { bgpNodeAddress } from './rules/bgpNodeAddress.ts';
import { bgpNodeWithoutSession } from './rules/bgpNodeWithoutSession.ts';
import { bgpPeerAddress } from './rules/bgpPeerAddress.ts';
import { bgpPeerAsMismatch } from './rules/bgpPeerAsMismatch.ts';
import { bgpPeerFields } from './rules/bgpPeerFields.ts';
import { bgpPeerSelectsNoNode } from './rules/bgpPeerSelectsNoNode.ts';
import { bgpPeerWithoutAddress } from './rules/bgpPeerWithoutAddress.ts';
import { bgpPeerWithoutAsNumber } from './rules/bgpPeerWithoutAsNumber.ts';
import { bgpReflectorInMesh } from './rules/bgpReflectorInMesh.ts';
import { bgpReflectorWithoutClusterId } from './rules/bgpReflectorWithoutClusterId.ts';
import { bgpSingleAddressBlackhole } from './rules/bgpSingleAddressBlackhole.ts';
import { bgpSingleAddressPolicy } from './rules/bgpSingleAddressPolicy.ts';
import { bgpSingleAddressUnused } from './rules/bgpSingleAddressUnused.ts';
import { calicoAddressAnnotation } from './rules/calicoAddressAnnotation.ts';
import { calicoBlockTooSmall } from './rules/calicoBlockTooSmall.ts';
import { calicoCidrHostBits } from './rules/calicoCidrHostBits.ts';
import { calicoConfigurationName } from './rules/calicoConfigurationName.ts';
import { calicoDenyOfFailsafePort } from './rules/calicoDenyOfFailsafePort.ts';
import { calicoDoNotTrackNeedsApplyOnForward } from './rules/calicoDoNotTrackNeedsApplyOnForward.ts';
import { calicoDoNotTrackNodePort } from './rules/calicoDoNotTrackNodePort.ts';
import { calicoDoNotTrackOnWildcardEndpoint } from './rules/calicoDoNotTrackOnWildcardEndpoint.ts';
import { calicoDoNotTrackOneDirection } from './rules/calicoDoNotTrackOneDirection.ts';
import { calicoFelixNodeSelector } from './rules/calicoFelixNodeSelector.ts';
import { calicoFloatingIpsOff } from './rules/calicoFloatingIpsOff.ts';
import { calicoHostEndpointFields } from './rules/calicoHostEndpointFields.ts';
import { calicoHostEndpointLockedOut } from './rules/calicoHostEndpointLockedOut.ts';
import { calicoHostEndpointNodeUnknown } from './rules/calicoHostEndpointNodeUnknown.ts';
import { calicoHostFieldOnNetworkPolicy } from './rules/calicoHostFieldOnNetworkPolicy.ts';
import { calicoIpamConfiguration } from './rules/calicoIpamConfiguration.ts';
import { calicoNodePortAfterDnat } from './rules/calicoNodePortAfterDnat.ts';
import { calicoNodeWithoutPool } from './rules/calicoNodeWithoutPool.ts';
import { calicoPoolAnnotation } from './rules/calicoPoolAnnotation.ts';
import { calicoPoolBlockSize } from './rules/calicoPoolBlockSize.ts';
import { calicoPoolFields } from './rules/calicoPoolFields.ts';
import { calicoPoolGlobalSelector } from './rules/calicoPoolGlobalSelector.ts';
import { calicoPoolLinkLocal } from './rules/calicoPoolLinkLocal.ts';
import { calicoPoolNotExported } from './rules/calicoPoolNotExported.ts';
import { calicoPoolOverlap } from './rules/calicoPoolOverlap.ts';
import { calicoPoolOverlapsNodes } from './rules/calicoPoolOverlapsNodes.ts';
import { calicoPoolTooSmall } from './rules/calicoPoolTooSmall.ts';
import { calicoPoolUses } from './rules/calicoPoolUses.ts';
import { calicoPoolWithoutCidr } from './rules/calicoPoolWithoutCidr.ts';
import { calicoPreDnatEgress } from './rules/calicoPreDnatEgress.ts';
import { calicoPreDnatNeedsApplyOnForward } from './rules/calicoPreDnatNeedsApplyOnForward.ts';
import { calicoPreDnatPodPort } from './rules/calicoPreDnatPodPort.ts';
import { calicoPreDnatWithDoNotTrack } from './rules/calicoPreDnatWithDoNotTrack.ts';
import { calicoPreDnatWithoutDeny } from './rules/calicoPreDnatWithoutDeny.ts';
import { calicoRequestedAddress } from './rules/calicoRequestedAddress.ts';
import { calicoRuleMixesFamilies } from './rules/calicoRuleMixesFamilies.ts';
import { calicoRulePortWithoutProtocol } from './rules/calicoRulePortWithoutProtocol.ts';
import { calicoRulesWithoutType } from './rules/calicoRulesWithoutType.ts';
import { calicoSelectorIsTag } from './rules/calicoSelectorIsTag.ts';
import { calicoSelectorSyntax } from './rules/calicoSelectorSyntax.ts';
import { calicoSelectsNoHostEndpoint } from './rules/calicoSelectsNoHostEndpoint.ts';
import { calicoTypesMissingInCrd } from './rules/calicoTypesMissingInCrd.ts';
import { clusterDuplicateResource } from './rules/clusterDuplicateResource.ts';
import { clusterVersionUnknown } from './rules/clusterVersionUnknown.ts';
import { fieldAddress } from './rules/fieldAddress.ts';
import { fieldCidr } from './rules/fieldCidr.ts';
import { fieldPort } from './rules/fieldPort.ts';
import { fieldPortRange } from './rules/fieldPortRange.ts';
import { fieldType } from './rules/fieldType.ts';
import { fieldValue } from './rules/fieldValue.ts';
import { policyEgressToServiceRange } from './rules/policyEgressToServiceRange.ts';
import { policyHostNetworkPods } from './rules/policyHostNetworkPods.ts';
import { policySelectsNothing } from './rules/policySelectsNothing.ts';
import { policyServicePort } from './rules/policyServicePort.ts';
import { policySourceHiddenByNat } from './rules/policySourceHiddenByNat.ts';
import { proxyAddress } from './rules/proxyAddress.ts';
import { proxyDetectLocalMode } from './rules/proxyDetectLocalMode.ts';
import { proxyIpvsDeprecated } from './rules/proxyIpvsDeprecated.ts';
import { proxyIpvsScheduler } from './rules/proxyIpvsScheduler.ts';
import { proxyMasqueradeBit } from './rules/proxyMasqueradeBit.ts';
import { proxyMode } from './rules/proxyMode.ts';
import { serviceClusterIpConflict } from './rules/serviceClusterIpConflict.ts';
import { serviceClusterIpRange } from './rules/serviceClusterIpRange.ts';
import { serviceExternalIpIsNodeAddress } from './rules/serviceExternalIpIsNodeAddress.ts';
import { serviceExternalPolicyOnClusterIp } from './rules/serviceExternalPolicyOnClusterIp.ts';
import { serviceHeadlessWithNodePorts } from './rules/serviceHeadlessWithNodePorts.ts';
import { serviceInternalLocalDropsOnNodes } from './rules/serviceInternalLocalDropsOnNodes.ts';
import { serviceLoadBalancerField } from './rules/serviceLoadBalancerField.ts';
import { serviceLocalDropsOnNodes } from './rules/serviceLocalDropsOnNodes.ts';
import { serviceNodePortConflict } from './rules/serviceNodePortConflict.ts';
import { serviceNodePortOnClusterIp } from './rules/serviceNodePortOnClusterIp.ts';
import { serviceNodePortRange } from './rules/serviceNodePortRange.ts';
import { servicePortDuplicate } from './rules/servicePortDuplicate.ts';
import { servicePortNames } from './rules/servicePortNames.ts';
import { serviceSelectorMatchesNothing } from './rules/serviceSelectorMatchesNothing.ts';
import { serviceSourceRangesLeaveNodePort } from './rules/serviceSourceRangesLeaveNodePort.ts';
import { serviceTargetPortNameUnknown } from './rules/serviceTargetPortNameUnknown.ts';
import { serviceTargetPortUndeclared } from './rules/serviceTargetPortUndeclared.ts';
import { yamlSyntax } from './rules/yamlSyntax.ts';

/** Every rule, by area and name. */
export const rules: readonly Rule[] = [
  bgpAddressNotAnnounced,
  bgpAnnouncersExcluded,
  bgpClusterIpRange,
  bgpCommunities,
  bgpConfigurationName,
  bgpDefaultOnlyField,
  bgpEbgpWithMesh,
  bgpExclusionLabel,
  bgpFilterNotFound,
  bgpFilterRule,
  bgpFilterRuleUnreachable,
  bgpIgnoredInterface,
  bgpLocalClusterIpMasqueraded,
  bgpMeshOffField,
  bgpNodeAddress,
  bgpNodeWithoutSession,
  bgpPeerAddress,
  bgpPeerAsMismatch,
  bgpPeerFields,
  bgpPeerSelectsNoNode,
  bgpPeerWithoutAddress,
  bgpPeerWithoutAsNumber,
  bgpReflectorInMesh,
  bgpReflectorWithoutClusterId,
  bgpSingleAddressBlackhole,
  bgpSingleAddressPolicy,
  bgpSingleAddressUnused,
  calicoAddressAnnotation,
  calicoBlockTooSmall,
  calicoCidrHostBits,
  calicoConfigurationName,
  calicoDenyOfFailsafePort,
  calicoDoNotTrackNeedsApplyOnForward,
  calicoDoNotTrackNodePort,
  calicoDoNotTrackOnWildcardEndpoint,
  calicoDoNotTrackOneDirection,
  calicoFelixNodeSelector,
  calicoFloatingIpsOff,
  calicoHostEndpointFields,
  calicoHostEndpointLockedOut,
  calicoHostEndpointNodeUnknown,
  calicoHostFieldOnNetworkPolicy,
  calicoIpamConfiguration,
  calicoNodePortAfterDnat,
  calicoNodeWithoutPool,
  calicoPoolAnnotation,
  calicoPoolBlockSize,
  calicoPoolFields,
  calicoPoolGlobalSelector,
  calicoPoolLinkLocal,
  calicoPoolNotExported,
  calicoPoolOverlap,
  calicoPoolOverlapsNodes,
  calicoPoolTooSmall,
  calicoPoolUses,
  calicoPoolWithoutCidr,
  calicoPreDnatEgress,
  calicoPreDnatNeedsApplyOnForward,
  calicoPreDnatPodPort,
  calicoPreDnatWithDoNotTrack,
  calicoPreDnatWithoutDeny,
  calicoRequestedAddress,
  calicoRuleMixesFamilies,
  calicoRulePortWithoutProtocol,
  calicoRulesWithoutType,
  calicoSelectorIsTag,
  calicoSelectorSyntax,
  calicoSelectsNoHostEndpoint,
  calicoTypesMissingInCrd,
  clusterDuplicateResource,
  clusterVersionUnknown,
  fieldAddress,
  fieldCidr,
  fieldPort,
  fieldPortRange,
  fieldType,
  fieldValue,
  policyEgressToServiceRange,
  policyHostNetworkPods,
  policySelectsNothing,
  policyServicePort,
  policySourceHiddenByNat,
  proxyAddress,
  proxyDetectLocalMode,
  proxyIpvsDeprecated,
  proxyIpvsScheduler,
  proxyMasqueradeBit,
  proxyMode,
  serviceClusterIpConflict,
  serviceClusterIpRange,
  serviceExternalIpIsNodeAddress,
  serviceExternalPolicyOnClusterIp,
  serviceHeadlessWithNodePorts,
  serviceInternalLocalDropsOnNodes,
  serviceLoadBalancerField,
  serviceLocalDropsOnNodes,
  serviceNodePortConflict,
  serviceNodePortOnClusterIp,
  serviceNodePortRange,
  servicePortDuplicate,
  servicePortNames,
  serviceSelectorMatchesNothing,
  serviceSourceRangesLeaveNodePort,
  serviceTargetPortNameUnknown,
  serviceTargetPortUndeclared,
  yamlSyntax,
];
