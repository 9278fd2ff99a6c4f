import type { JSX } from 'preact';

/** 16 by 16, drawn with the current colour; in the manner of codicons. */
const paths = {
  right: 'M6 4l4 4-4 4',
  down: 'M4 6l4 4 4-4',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  node: 'M3.1 3h9.8a.6.6 0 01.6.6v3a.6.6 0 01-.6.6H3.1a.6.6 0 01-.6-.6v-3a.6.6 0 01.6-.6zM3.1 8.8h9.8a.6.6 0 01.6.6v3a.6.6 0 01-.6.6H3.1a.6.6 0 01-.6-.6v-3a.6.6 0 01.6-.6zM5 5.1h.01M5 10.9h.01',
  host: 'M3.1 3h9.8a.6.6 0 01.6.6v6.3a.6.6 0 01-.6.6H3.1a.6.6 0 01-.6-.6V3.6a.6.6 0 01.6-.6zM6 13h4M8 10.5V13',
  pod: 'M8 2.3l5 2.85v5.7L8 13.7l-5-2.85v-5.7zM3 5.15L8 8l5-2.85M8 8v5.7',
  close: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  yaml: 'M3.5 2.5h6l3 3v8h-9zM9.5 2.5v3h3',
  text: 'M3.5 2.5h9v11h-9zM5.5 5.5h5M5.5 8h5M5.5 10.5h3',
  back: 'M13 8H3.5M7 4L3 8l4 4',
  beaker: 'M6.3 2.5h3.4M7 2.5v4L3.6 12.6a.6.6 0 00.5.9h7.8a.6.6 0 00.5-.9L9 6.5v-4M5.4 10h5.2',
  pass: 'M8 2.2a5.8 5.8 0 100 11.6A5.8 5.8 0 008 2.2zM5.4 8.2l1.8 1.8 3.4-3.8',
  error: 'M8 2.2a5.8 5.8 0 100 11.6A5.8 5.8 0 008 2.2zM5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2',
  question:
    'M8 2.2a5.8 5.8 0 100 11.6A5.8 5.8 0 008 2.2zM6.3 6.4a1.7 1.7 0 113 1.1c-.7.6-1.3.9-1.3 1.7M8 11.2h.01',
  warn: 'M8 2.4l6 10.8H2zM8 6.6v3M8 11.4h.01',
  info: 'M8 2.2a5.8 5.8 0 100 11.6A5.8 5.8 0 008 2.2zM8 7.3v3.6M8 5.2h.01',
  check: 'M3.5 8.5l3 3 6-7',
} as const;

export type IconName = keyof typeof paths;

/** A decoration unless it is given a name of its own. */
export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }): JSX.Element {
  return (
    <svg
      class="i"
      viewBox="0 0 16 16"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <path d={paths[name]} />
    </svg>
  );
}
