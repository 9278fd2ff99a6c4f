import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './Icon.tsx';
import { moveChoice, visibleGroups, type Choice, type ChoiceGroup, type VisibleGroup } from './choices.ts';

interface PickerProps {
  readonly label: string;
  readonly icon: IconName;
  readonly shown: ComponentChildren;
  readonly groups: readonly ChoiceGroup[];
  readonly onChoose: (id: string, group: string) => void;
  /** Lets the reader type: to find a choice, and where `free` to give one that is not listed. */
  readonly typing?: { readonly hint: string; readonly free: boolean } | undefined;
  readonly active?: boolean;
}

/** A button that opens a list of choices; the arrows walk in it, Enter takes one, Escape leaves. */
export function Picker(props: PickerProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (refocus: boolean): void => {
    setOpen(false);
    if (refocus) button.current?.focus();
  };
  useOutside(root, open, () => {
    close(false);
  });
  return (
    <span class="picker" ref={root}>
      <button
        ref={button}
        type="button"
        class={props.active === true ? 'select on' : 'select'}
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-label={props.label}
        onClick={() => {
          setOpen(!open);
        }}
        onKeyDown={(event) => {
          if (open || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <Icon name={props.icon} />
        <span class="shown">{props.shown}</span>
        <Icon name="down" />
      </button>
      {open && (
        <Choices
          {...props}
          onChoose={(id, group) => {
            close(true);
            props.onChoose(id, group);
          }}
          onLeave={close}
        />
      )}
    </span>
  );
}

function useOutside(root: RefObject<HTMLElement | null>, open: boolean, leave: () => void): void {
  useLayoutEffect(() => {
    if (!open) return undefined;
    const pressed = (event: Event): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) leave();
    };
    document.addEventListener('pointerdown', pressed);
    window.addEventListener('blur', leave);
    return () => {
      document.removeEventListener('pointerdown', pressed);
      window.removeEventListener('blur', leave);
    };
  }, [open]);
}

interface ChoicesProps extends PickerProps {
  readonly onLeave: (refocus: boolean) => void;
}

interface Reachable {
  readonly choice: Choice;
  readonly group: VisibleGroup;
}

function Choices({ label, groups, typing, onChoose, onLeave }: ChoicesProps): JSX.Element {
  const id = useId();
  const [typed, setTyped] = useState('');
  const visible = visibleGroups(groups, typed);
  const all = visible.flatMap((group) => group.choices.map((choice): Reachable => ({ choice, group })));
  const [at, setAt] = useState(() => startAt(all));
  const current = all[Math.min(at, all.length - 1)];
  const take = (): void => {
    if (current !== undefined) onChoose(current.choice.id, current.group.id);
    else if (typing?.free === true && typed.trim() !== '') onChoose(typed.trim(), '');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const letter = typing === undefined ? startingWith(all, event.key, at) : undefined;
    const next = moveChoice(event.key, at, all.length) ?? letter;
    if (next !== undefined) setAt(next);
    else if (event.key === 'Enter') take();
    else if (event.key === 'Escape' || event.key === 'Tab') onLeave(event.key === 'Escape');
    else return;
    if (event.key !== 'Tab') event.preventDefault();
  };
  const active = current === undefined ? {} : { 'aria-activedescendant': `${id}-${all.indexOf(current)}` };
  const list = useListFocus();
  return (
    <div class="choices" onKeyDown={onKeyDown}>
      {typing !== undefined && (
        <TypingBox
          hint={typing.hint}
          list={id}
          typed={typed}
          active={active}
          onTyped={(text) => {
            setTyped(text);
            setAt(0);
          }}
        />
      )}
      <div
        ref={list}
        id={id}
        class="listbox"
        role="listbox"
        aria-label={label}
        tabIndex={-1}
        {...(typing === undefined ? active : {})}
      >
        {visible.map((group) => (
          <Group
            key={group.id}
            group={group}
            idOf={(choice) => `${id}-${all.findIndex((other) => other.choice === choice)}`}
            current={current?.choice}
            onChoose={onChoose}
          />
        ))}
        {all.length === 0 && <Nothing free={typing?.free === true ? typed.trim() : ''} />}
      </div>
    </div>
  );
}

/** The list, or the box above it, takes the focus when it opens, and the current choice stays in view. */
function useListFocus(): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    (list.current?.parentElement?.querySelector('input') ?? list.current)?.focus();
  }, []);
  useLayoutEffect(() => {
    list.current?.querySelector('.current')?.scrollIntoView({ block: 'nearest' });
  });
  return list;
}

const startAt = (all: readonly Reachable[]): number =>
  Math.max(
    0,
    all.findIndex(({ choice }) => choice.chosen),
  );

const Nothing = ({ free }: { readonly free: string }): JSX.Element => (
  <p class="none">{free === '' ? 'nothing by that name' : `Enter takes ${free}`}</p>
);

interface TypingBoxProps {
  readonly hint: string;
  readonly list: string;
  readonly typed: string;
  readonly active: { readonly 'aria-activedescendant'?: string };
  readonly onTyped: (text: string) => void;
}

const TypingBox = ({ hint, list, typed, active, onTyped }: TypingBoxProps): JSX.Element => (
  <input
    class="typing"
    type="text"
    role="combobox"
    aria-expanded="true"
    aria-controls={list}
    aria-label={hint}
    placeholder={hint}
    spellcheck={false}
    value={typed}
    {...active}
    onInput={(event) => {
      onTyped(event.currentTarget.value);
    }}
  />
);

/** The next choice whose label starts with the letter typed; undefined for a key that is no letter. */
function startingWith(all: readonly Reachable[], key: string, at: number): number | undefined {
  if (key.length !== 1) return undefined;
  const rotated = all.map((_, index) => (at + 1 + index) % all.length);
  const starts = (index: number): boolean =>
    all[index]?.choice.label.toLowerCase().startsWith(key.toLowerCase()) === true;
  return rotated.find(starts) ?? at;
}

interface GroupProps {
  readonly group: VisibleGroup;
  readonly idOf: (choice: Choice) => string;
  readonly current: Choice | undefined;
  readonly onChoose: (id: string, group: string) => void;
}

function Group({ group, idOf, current, onChoose }: GroupProps): JSX.Element {
  return (
    <div role="group" aria-label={group.label}>
      {group.label !== '' && (
        <div class="group-label" aria-hidden="true">
          {group.label}
        </div>
      )}
      {group.choices.map((choice) => (
        <div
          key={choice.id}
          id={idOf(choice)}
          role="option"
          class={choice === current ? 'choice current' : 'choice'}
          aria-selected={choice.chosen}
          onClick={() => {
            onChoose(choice.id, group.id);
          }}
        >
          <span class="tick">{choice.chosen && <Icon name="check" />}</span>
          <span class={choice.code === true ? 'code' : undefined}>{choice.label}</span>
          {choice.detail !== '' && <span class="detail">{choice.detail}</span>}
        </div>
      ))}
      {group.hidden > 0 && <p class="none">and {group.hidden} more; type to find one</p>}
    </div>
  );
}
