// The real engine behind the harness: the Yao Bank lab as the editor would show it.
import { analyse, Workspace } from '../../server/src/analysis/api.ts';
import bgp from '../../samples/yaobank/bgp.yaml';
import profile from '../../samples/yaobank/dataplane-lens.yaml';
import kubeProxy from '../../samples/yaobank/kube-proxy.yaml';
import nodes from '../../samples/yaobank/nodes.yaml';
import pods from '../../samples/yaobank/pods.yaml';
import services from '../../samples/yaobank/services.yaml';
import workloads from '../../samples/yaobank/workloads.yaml';

const folder = 'file:///samples/yaobank';
const files = {
  'bgp.yaml': bgp,
  'dataplane-lens.yaml': profile,
  'kube-proxy.yaml': kubeProxy,
  'nodes.yaml': nodes,
  'pods.yaml': pods,
  'services.yaml': services,
  'workloads.yaml': workloads,
};
const focus = { uri: `${folder}/services.yaml`, position: { line: 14, character: 0 } };

/** Answers like the server. `edits` are unsaved texts by file name, as pairs to replace. */
window.realAnswers = (edits) => {
  const workspace = new Workspace();
  workspace.setFolders([folder]);
  workspace.change(Object.entries(files).map(([name, text]) => ({ uri: `${folder}/${name}`, text })));
  for (const [name, [from, to]] of Object.entries(edits)) {
    workspace.edit(`${folder}/${name}`, files[name].replace(from, to));
  }
  return (request) =>
    analyse(workspace.snapshot()).panel(
      { ...request, focus: request.focus ?? focus },
      workspace.savedSnapshot(),
    );
};
