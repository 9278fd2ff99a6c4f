/** One thing to choose. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly chosen: boolean;
  /** The label is an address or a rule word. */
  readonly code?: boolean;
}

export interface ChoiceGroup {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly Choice[];
}

export interface VisibleGroup extends ChoiceGroup {
  /** How many choices are left out because there are too many to look through. */
  readonly hidden: number;
}

const most = 100;

/** The choices that hold what was typed, in groups that are not empty; of a long group the first ones. */
export function visibleGroups(groups: readonly ChoiceGroup[], typed: string): readonly VisibleGroup[] {
  const wanted = typed.trim().toLowerCase();
  return groups.flatMap((group) => {
    const found = group.choices.filter(({ label, detail }) =>
      `${label} ${detail}`.toLowerCase().includes(wanted),
    );
    const choices = found.slice(0, most);
    return found.length === 0 ? [] : [{ ...group, choices, hidden: found.length - choices.length }];
  });
}

/** Where a key leads in a list of choices; undefined for other keys. */
export function moveChoice(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
