import type { PanelRequest } from '../../protocol/panel.ts';

/** Whether a foldable part is open: what the reader chose wins over the default. */
export const isOpen = ({ opened, closed }: PanelRequest, id: string, byDefault: boolean): boolean =>
  opened.includes(id) || (byDefault && !closed.includes(id));
