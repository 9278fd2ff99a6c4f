import type { ComponentChildren, JSX } from 'preact';
import type { PanelPlace } from '../../server/src/protocol/panel.ts';

interface LinkProps {
  readonly onFollow: () => void;
  readonly children: ComponentChildren;
  /** Inside a line of the list the arrows walk, so Tab does not stop at the link. */
  readonly inLine?: boolean;
  readonly title?: string;
}

/** A link without an address: the editor opens what it leads to. */
export function Link({ onFollow, children, inLine = false, title }: LinkProps): JSX.Element {
  const follow = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
    onFollow();
  };
  return (
    <a
      class="link"
      role="link"
      tabIndex={inLine ? -1 : 0}
      title={title}
      onClick={follow}
      onKeyDown={(event) => {
        if (event.key === 'Enter') follow(event);
      }}
    >
      {children}
    </a>
  );
}

interface PlaceLinkProps {
  readonly place: PanelPlace;
  readonly onReveal: (place: PanelPlace) => void;
  readonly inLine?: boolean;
}

/** `service.yaml:14`. */
export function PlaceLink({ place, onReveal, inLine = false }: PlaceLinkProps): JSX.Element {
  return (
    <Link
      inLine={inLine}
      title={`Go to ${place.label.replace(/:(\d+)/, ', line $1')}`}
      onFollow={() => {
        onReveal(place);
      }}
    >
      {place.label}
    </Link>
  );
}
