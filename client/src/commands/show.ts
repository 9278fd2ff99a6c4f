import type { ShowArguments } from '../../../server/src/protocol/requests.ts';
import type { PanelController } from '../panel.ts';

/** Opens the panel; a CodeLens says for which resource and in which view. */
export function show(panel: PanelController, argument: unknown): void {
  if (!isShowArguments(argument)) {
    panel.show({});
    return;
  }
  const { uri, position, view, at, scope = 'resource', filter = '' } = argument;
  panel.show({ view, scope, filter, focus: { uri, position }, ...(at === undefined ? {} : { at }) });
}

const isShowArguments = (value: unknown): value is ShowArguments =>
  typeof value === 'object' && value !== null && 'uri' in value && 'position' in value && 'view' in value;
