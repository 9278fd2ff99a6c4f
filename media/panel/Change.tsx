import type { JSX } from 'preact';

/** The sign of an unsaved edit, before the line. */
export function Change({ change }: { readonly change: 'added' | 'removed' | undefined }): JSX.Element | null {
  if (change === undefined) return null;
  return (
    <span class="sign" role="gridcell">
      <span aria-hidden="true">{change === 'added' ? '+' : '−'}</span>
      <span class="sr">{change}</span>
    </span>
  );
}
