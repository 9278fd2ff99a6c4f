import { describe, expect, it } from 'vitest';
import { labSessions } from '../../test/panel/fixtures/routes.ts';
import { describeGraph, gatherMesh, graphOf, isDrawable } from './sessions.ts';

const graph = graphOf(labSessions);

describe('the sessions of the lab', () => {
  it('are a row for each peer and one for the mesh', () => {
    const rows = gatherMesh(labSessions);
    expect(rows.map((row) => [row.node, row.with])).toEqual([
      ['control1', 'bastion'],
      ['worker1', 'bastion'],
      ['worker2', 'bastion'],
      ['control1, worker1, worker2', 'each other'],
    ]);
    expect(gatherMesh([])).toEqual([]);
  });

  it('are a picture of the bastion beside three nodes', () => {
    expect(graph.outside.map(({ name }) => name)).toEqual(['bastion']);
    expect(graph.nodes.map(({ name }) => name)).toEqual(['control1', 'worker1', 'worker2']);
    expect(graph.peerings).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ]);
    expect(graph.mesh).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(graph.setUpBy).toEqual(['BGPPeer bastion']);
    expect(graph.nodes[2]?.announces).toEqual(['10.49.0.0/16', '10.49.60.52/32', '10.48.2.216/29']);
  });

  it('do not depend on which side names a session', () => {
    const turned = labSessions.map((session) =>
      session.kind === 'mesh'
        ? {
            ...session,
            node: session.peer,
            nodeAddress: session.peerAddress,
            peer: session.node,
            peerAddress: session.nodeAddress,
          }
        : session,
    );
    expect(graphOf([...labSessions, ...turned]).mesh).toEqual(graph.mesh);
  });

  it('are told in words', () => {
    expect(describeGraph(graph)).toBe(
      'BGP sessions: bastion with control1, worker1, worker2; a mesh between control1, worker1, worker2',
    );
  });

  it('are not drawn when there are too many', () => {
    expect(isDrawable(graph)).toBe(true);
    const [first] = labSessions;
    const crowd = Array.from({ length: 13 }, (_, index) => ({ ...first, node: `node-${index}` }));
    expect(
      isDrawable(
        graphOf(crowd.flatMap((session) => (first === undefined ? [] : [{ ...first, ...session }]))),
      ),
    ).toBe(false);
  });
});
