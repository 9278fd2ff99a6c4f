/**
 * Arrow keys inside a group of which only one member is a stop of Tab: tabs, segments, branches. Moving chooses, as
 * in the editor's own tabs; the member's click does what choosing means.
 */
export function roving(
  event: KeyboardEvent,
  group: HTMLElement | null,
  axis: 'horizontal' | 'vertical',
): void {
  const members = Array.from(group?.querySelectorAll<HTMLElement>('[role=tab], [role=radio]') ?? []);
  const at = members.findIndex((member) => member === document.activeElement);
  const next = members[nextIndex(event.key, at, members.length, axis)];
  if (at < 0 || next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
  next.click();
}

/** The index that a key leads to, going round at the ends; −1 for a key that means nothing here. */
export function nextIndex(key: string, at: number, count: number, axis: 'horizontal' | 'vertical'): number {
  const [before, after] = axis === 'horizontal' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  if (key === after) return (at + 1) % count;
  if (key === before) return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : -1;
}
