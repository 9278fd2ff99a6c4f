import type { Cluster, ClusterService } from '../../../cluster/cluster.ts';
import { gateEnabled, type FeatureGate } from '../../../dataplane/kubeProxy/featureGates.ts';
import { nearestKnown } from '../../../dataplane/kubeProxy/versions.ts';
import type { Service } from '../../../resources/k8s/service.ts';
import type { ViewContext } from '../../viewContext.ts';
import type { PathAt } from '../path.ts';

/** A question about one field of a Service. */
export interface AskedService {
  readonly context: ViewContext;
  readonly service: ClusterService;
  readonly resource: Service;
  readonly path: PathAt;
}

export type ServiceHover = (asked: AskedService) => string | undefined;

/** Whether a feature of kube-proxy is on in this cluster. */
export const isOn = ({ version, kubeProxy }: Cluster, gate: FeatureGate): boolean =>
  gateEnabled(gate, { minor: nearestKnown(version.value) }, kubeProxy.featureGates);
